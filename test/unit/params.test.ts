// What a request asks, from its address or its body.
import { expect, it } from 'vitest';
import { parseAddress } from '../../src/http/params.ts';

it('a question mark in an address stands for itself: RFC 3986 has no need to escape it', () => {
  const { query, variables } = parseAddress('/graphql?query={a}&variables={"words":"who?"}');
  expect([query, variables]).toEqual(['{a}', { words: 'who?' }]);
});

it('an empty operationName in an address is none', () => {
  expect(parseAddress('/graphql?query={a}&operationName=').operationName).toBeNull();
});
