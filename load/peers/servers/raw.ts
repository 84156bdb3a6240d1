// node:http and nothing else: reads the body of a POST and answers the bytes that were prepared for it. The line that no cache passes.

import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { port } from './environment.ts';

// Pairs of a request's body and the answer to it.
const pairs: [string, string][] = JSON.parse(readFileSync(process.env['ANSWERS_FILE']!, 'utf8'));
const answers = new Map(
  pairs.map(([asked, text]) => {
    const body = Buffer.from(text);
    return [asked, { body, etag: `"${hash('sha256', body, 'base64url')}"` }];
  }),
);

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const answer = answers.get(Buffer.concat(chunks).toString());
    if (!answer) return response.writeHead(404).end();
    return response
      .writeHead(200, {
        'content-type': 'application/json; charset=utf-8',
        'content-length': answer.body.length,
        etag: answer.etag,
      })
      .end(answer.body);
  });
}).listen(port, '127.0.0.1');
