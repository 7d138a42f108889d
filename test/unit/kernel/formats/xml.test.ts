import { describe, expect, test } from '@jest/globals';
import { BadFile } from '../../../../functions/kernel/formats/bad-file.ts';
import { readCamt } from '../../../../functions/kernel/formats/iso20022/read-camt.ts';
import { readPain001 } from '../../../../functions/payments/rails/sepa/format/read-pain001.ts';
import { readPain002 } from '../../../../functions/payments/rails/sepa/format/read-pain002.ts';
import { all, inChunks } from '../../../support/chunks.ts';

type Read = (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<unknown>;

const READERS: readonly (readonly [string, Read, string, string])[] = [
  ['camt.054', readCamt, 'camt.054.001.08', 'BkToCstmrDbtCdtNtfctn'],
  ['pain.001', readPain001, 'pain.001.001.09', 'CstmrCdtTrfInitn'],
  ['pain.002', readPain002, 'pain.002.001.10', 'CstmrPmtStsRpt'],
];

const refusal = async (read: Read, file: string | Uint8Array, size?: number): Promise<BadFile> => {
  try {
    await all(read(inChunks(file, size)));
  } catch (error) {
    if (error instanceof BadFile) return error;
    throw error;
  }
  throw new Error('the file was taken');
};

const faultOf = async (read: Read, file: string | Uint8Array, size?: number) => (await refusal(read, file, size)).fault;

describe.each(READERS)('a %s', (_name, read, version, root) => {
  const namespace = `urn:iso:std:iso:20022:tech:xsd:${version}`;
  const head = `<Document xmlns="${namespace}"><${root}>`;
  const tail = `</${root}></Document>`;
  const group = '<GrpHdr><MsgId>m</MsgId><CreDtTm>2026-11-30T10:00:00</CreDtTm><NbOfTxs>1</NbOfTxs></GrpHdr>';

  test('with a document type is refused, before anything is made of its entities', async () => {
    const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
    const file = `<!DOCTYPE Document [<!ENTITY l0 "lol">${laughs}]>\n${head}<X>&l9;</X>${tail}`;
    expect(await faultOf(read, file)).toBe('dtd');
    expect(await faultOf(read, `<!DOCTYPE d SYSTEM "file:///etc/passwd">${head}${tail}`)).toBe('dtd');
  });

  test('with an entity that XML itself has not is refused', async () => {
    expect(await faultOf(read, `${head}<GrpHdr>&nbsp;</GrpHdr>${tail}`)).toBe('malformed');
  });

  test('with a million nested elements is refused at the 33rd, wherever they stand', async () => {
    async function* endless() {
      yield Buffer.from(head);
      for (let index = 0; index < 1_000; index += 1) yield Buffer.from('<a>'.repeat(1_000));
    }
    await expect(all(read(endless()))).rejects.toMatchObject({ fault: 'bounds' });
    const skipped = `${head}<SplmtryData>${'<a>'.repeat(40)}`;
    expect(await faultOf(read, skipped)).toBe('bounds');
  });

  test('with more prefixes in scope than any message has is refused, whatever element declares them', async () => {
    const declared = (count: number) => Array.from({ length: count }, (_, n) => `xmlns:p${n}="u${n}"`).join(' ');
    const nested = (levels: number) =>
      Array.from({ length: levels }, (_, n) => `<a ${declared(15).replaceAll('p', `q${n}p`)}>`);
    expect(await faultOf(read, `${head}<GrpHdr>${nested(6).join('')}`)).toBe('malformed');
    expect(await faultOf(read, `${head}${nested(3).join('')}${'</a>'.repeat(3)}`)).not.toBe('malformed');
  });

  test.each([
    ['a million elements side by side in one record', (open: string) => `${open}<GrpHdr>${'<a/>'.repeat(1_000_000)}`],
    ['a text of a million characters', (open: string) => `${open}<GrpHdr><MsgId>${'x'.repeat(1_000_000)}</MsgId>`],
    ['a tag that does not end', (open: string) => `${open}<${'x'.repeat(1_000_000)}`],
    ['an attribute that does not end', (open: string) => `${open}<a b="${'x'.repeat(1_000_000)}`],
    ['a comment that does not end', (open: string) => `${open}<!--${'x'.repeat(1_000_000)}`],
    ['a long attribute', (open: string) => `${open}<a b="${'x'.repeat(5_000)}"/>`],
    ['a name of 200 characters', (open: string) => `${open}<${'x'.repeat(200)}/>`],
    [
      'a hundred attributes',
      (open: string) => `${open}<a ${Array.from({ length: 100 }, (_, n) => `a${n}=""`).join(' ')}/>`,
    ],
  ])('with %s is refused within bounded memory', async (_what, made) => {
    expect(await faultOf(read, made(head), 100_000)).toBe('bounds');
  });

  test.each([
    ['another namespace', `<Document xmlns="urn:other"><${root}/></Document>`],
    ['no namespace', `<Document><${root}/></Document>`],
    ['a version that does not exist', `<Document xmlns="${namespace.slice(0, -2)}99"><${root}/></Document>`],
    ['another root', `<Envelope xmlns="${namespace}"/>`],
    ['another message', '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"/>'],
  ])('of %s is refused', async (_what, file) => expect(await faultOf(read, file)).toBe('version'));

  test('whose content is that of another message is refused', async () => {
    expect(await faultOf(read, `<Document xmlns="${namespace}"><Other>${group}</Other></Document>`)).toBe('structure');
    expect(await faultOf(read, `<Document xmlns="${namespace}"/>`)).toBe('structure');
  });

  test('whose elements are of another namespace than its root is read as if they were not there', async () => {
    const file = `${head}<x:GrpHdr xmlns:x="urn:other"><x:MsgId>m</x:MsgId></x:GrpHdr>${tail}`;
    expect(await faultOf(read, file)).toBe('structure');
  });

  test.each([
    ['UTF-16 with a mark', Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${head}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(`<?xml version="1.0"?>${head}`, 'utf16le')],
    ['Latin 1, declared', Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${head}`, 'latin1')],
    ['Latin 1, not declared', Buffer.from(`${head}<GrpHdr><MsgId>Müller</MsgId></GrpHdr>`, 'latin1')],
    ['UTF-8 in more bytes than are needed', Buffer.concat([Buffer.from(head), Buffer.from([0xc0, 0xbc])])],
  ])('in %s is refused', async (_what, file) => {
    expect(await faultOf(read, file)).toBe('encoding');
    expect(await faultOf(read, file, 1)).toBe('encoding');
  });

  test('that is cut is refused with the line where it ends, wherever it is cut', async () => {
    const file = `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${group}\n<A>ü</A>`;
    const bytes = Buffer.from(file);
    expect(await refusal(read, file)).toMatchObject({ fault: 'cut', line: 4 });
    expect(await refusal(read, bytes.subarray(0, bytes.indexOf('ü') + 1))).toMatchObject({ fault: 'cut', line: 4 });
    expect(await faultOf(read, '')).toBe('cut');
    for (let end = 60; end < bytes.length - 20; end += 7) {
      expect([end, await faultOf(read, bytes.subarray(0, end))]).toEqual([end, 'cut']);
    }
  });

  test.each([
    ['tags that cross', `${head}<a><b></a></b>`],
    ['text behind its end', `<Document xmlns="${namespace}"/>x`],
    ['two roots', `<a/>${head}`],
    ['XML 1.1', `<?xml version="1.1"?>${head}${tail}`],
    ['a control character', `${head}<GrpHdr>\u0001</GrpHdr>`],
    ['the same attribute twice', `${head}<a b="1" b="2"/>`],
    ['a prefix without a namespace', `${head}<x:a/>`],
  ])('with %s is refused', async (_what, file) => {
    expect(['malformed', 'version']).toContain(await faultOf(read, file));
  });

  test('with text between its elements is refused with line and place', async () => {
    expect(await refusal(read, `${head}\n<GrpHdr><MsgId>m</MsgId>x</GrpHdr>`)).toMatchObject({
      fault: 'structure',
      line: 2,
    });
  });

  test('says where, and never what stands there', async () => {
    const error = await refusal(read, `${head}\n<GrpHdr>secret<MsgId/></GrpHdr>`);
    expect(`${error.message}${error.pointer}`).not.toContain('secret');
    expect(error.message).toMatch(/^Line 2: /);
  });
});
