// Reading files: what a well-formed file says, and what a broken one costs.
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mostRecordBytes } from '../../src/crm/import/records.ts';
import { type Format, rowsOf, type SourceRow } from '../../src/crm/import/rows.ts';

interface ReadOptions {
  readonly format?: Format;
  readonly delimiter?: string;
  readonly chunkBytes?: number;
}

async function rows(file: string | Buffer, options: ReadOptions = {}): Promise<SourceRow[]> {
  const { format = 'csv', delimiter = ',', chunkBytes = 65_536 } = options;
  const bytes = Buffer.from(file as string);
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const found: SourceRow[] = [];
  for await (const piece of rowsOf(chunks(), { format, delimiter }).pieces()) found.push(...piece);
  return found;
}

const cells = (found: readonly SourceRow[]) => found.map((row) => ({ ...row.cells }));
const problems = (found: readonly SourceRow[]) => found.map((row) => [row.line, row.problem?.code ?? 'good']);

it('reads what another parser reads, wherever the chunks are cut and however lines end', async () => {
  const field = fc.oneof(
    fc.string({ maxLength: 6 }),
    fc.stringMatching(/^[",\n\r ab]{0,6}$/),
    fc.constantFrom('', '"', '""', 'ü', '日本', '👍', ' x '),
  );
  const clean = field.map((text) => text.replaceAll('\0', ''));
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) =>
      fc.array(fc.array(clean, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
    );
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom('\n', '\r\n'),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      async (records, end, chunkBytes, bom) => {
        const names = records[0]!.map((_, at) => `c${at}`);
        const text = stringify([names, ...records], { record_delimiter: end, quoted_match: /[\r\n]/ });
        const expected = (parse(text, { columns: true, record_delimiter: end }) as Record<string, string>[]).filter(
          (row) => Object.values(row).some((cell) => cell !== ''),
        );
        const found = await rows(`${bom ? '\ufeff' : ''}${text}`, { chunkBytes });
        expect(found.map((row) => row.problem)).toEqual(found.map(() => undefined));
        expect(cells(found)).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

it('tells the line on which each record begins', async () => {
  const found = await rows('a,b\n1,"two\nlines"\n\n3,4\n,\n5,6');
  expect(found.map(({ line }) => line)).toEqual([2, 5, 7]);
});

it('a quote that is never closed costs its own line and no other', async () => {
  expect(problems(await rows('a,b\n1,"x\n2,y\n3,z\n'))).toEqual([
    [2, 'BAD_CSV'],
    [3, 'good'],
    [4, 'good'],
  ]);
  expect(problems(await rows('a,b\n1,x"y\n2,"y"z\n3,z\n'))).toEqual([
    [2, 'BAD_CSV'],
    [3, 'BAD_CSV'],
    [4, 'good'],
  ]);
});

it('a row with too many or too few columns is told with both numbers', async () => {
  const [few, many] = await rows('a,b\n1\n1,2,3\n');
  expect(few!.problem).toEqual({ code: 'BAD_CSV', message: 'The row has 1 columns, the header has 2.' });
  expect(many!.problem!.message).toContain('has 3 columns');
});

it('a field of ten megabytes is refused without being kept, and the rows around it are read', async () => {
  for (const quote of ['', '"']) {
    const found = await rows(`a,b\n1,2\n3,${quote}${'x'.repeat(10 * mostRecordBytes)}${quote}\n4,5\n`);
    expect(problems(found)).toEqual([
      [2, 'good'],
      [3, 'TOO_LARGE'],
      [4, 'good'],
    ]);
  }
});

it('bytes that are no UTF-8 and NUL are refused row by row', async () => {
  const file = Buffer.concat([
    Buffer.from('a,b\nMüller,1\n'),
    Buffer.from('M\xfcller,2\n', 'latin1'),
    Buffer.from('x\0y,3\n'),
    Buffer.from([0xed, 0xa0, 0x80, 0x2c, 0x34, 0x0a]), // half of a surrogate pair
    Buffer.from('日本,5\n'),
  ]);
  const found = await rows(file, { chunkBytes: 3 });
  expect(problems(found)).toEqual([
    [2, 'good'],
    [3, 'BAD_ENCODING'],
    [4, 'BAD_ENCODING'],
    [5, 'BAD_ENCODING'],
    [6, 'good'],
  ]);
  expect(found[4]!.cells['a']).toBe('日本');
});

it('files that cannot be what they should be are refused at once, with what to do', async () => {
  await expect(rows('')).rejects.toThrow('empty');
  await expect(rows(Buffer.from('\ufeffa,b', 'utf16le'))).rejects.toThrow('UTF-16');
  await expect(rows('a,b,a\n1,2,3\n')).rejects.toThrow('"a" twice');
  await expect(rows('a;b\n1;2\n')).rejects.toThrow('"delimiter": ";"');
  await expect(rows('a,b\r1,2\r')).rejects.toThrow('CR alone');
  await expect(rows('a,"b\n1,2\n')).rejects.toThrow('header');
  expect(cells(await rows('a;b\n1;2\n', { delimiter: ';' }))).toEqual([{ a: '1', b: '2' }]);
});

it('JSON Lines: objects of text, numbers, booleans, nulls and lists of text; other lines fail alone', async () => {
  const text = [
    '{"a":"x","n":1100.04,"t":true,"z":null,"l":["p","q"]}',
    '',
    '[1]',
    '{"a":',
    '{"a":{"b":1}}',
    '{"a":"y"}',
  ];
  const found = await rows(`${text.join('\n')}`, { format: 'jsonl', chunkBytes: 7 });
  expect(problems(found)).toEqual([
    [1, 'good'],
    [3, 'BAD_JSON'],
    [4, 'BAD_JSON'],
    [5, 'BAD_JSON'],
    [6, 'good'],
  ]);
  expect({ ...found[0]!.cells }).toEqual({ a: 'x', n: '1100.04', t: 'true', z: null, l: ['p', 'q'] });
});
