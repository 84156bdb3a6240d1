// What receivers verify: by the library of Standard Webhooks itself; and how the secrets are kept.
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { createSecretBox, newSecret, printSecret } from '../../src/webhooks/secret.ts';
import { signedHeaders } from '../../src/webhooks/signature.ts';

const body = '{"type":"deal.updated","data":{}}';

it('a message is verified with its secret, and with no other', () => {
  const secret = newSecret();
  const headers = signedHeaders('abc.1.2', Date.now(), body, [secret]);
  expect(new Webhook(printSecret(secret)).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(printSecret(newSecret())).verify(body, headers)).toThrow();
  expect(() => new Webhook(printSecret(secret)).verify(`${body} `, headers)).toThrow();
});

it('while secrets are rotated a message is verified with either', () => {
  const [old, fresh] = [newSecret(), newSecret()];
  const headers = signedHeaders('abc.1.2', Date.now(), body, [fresh, old]);
  for (const secret of [old, fresh]) new Webhook(printSecret(secret)).verify(body, headers);
});

it('an old message is refused', () => {
  const secret = newSecret();
  const headers = signedHeaders('abc.1.2', Date.now() - 600_000, body, [secret]);
  expect(() => new Webhook(printSecret(secret)).verify(body, headers)).toThrow('too old');
});

it('a kept secret opens with its pepper, for its endpoint, unchanged', () => {
  const box = createSecretBox('a pepper');
  const secret = newSecret();
  const sealed = box.seal(secret, 'one');
  expect(sealed.includes(secret)).toBe(false);
  expect(box.open(sealed, 'one')).toEqual(secret);
  expect(() => createSecretBox('another').open(sealed, 'one')).toThrow();
  expect(() => box.open(sealed, 'two')).toThrow();
  sealed[20]! ^= 1;
  expect(() => box.open(sealed, 'one')).toThrow();
});
