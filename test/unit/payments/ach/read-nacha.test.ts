import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AchEntry, AchItem } from '../../../../functions/payments/rails/ach/format/ach-file.ts';
import { readNacha } from '../../../../functions/payments/rails/ach/format/read-nacha.ts';
import { all, inChunks } from '../../../support/chunks.ts';
import { runs } from '../../../support/runs.ts';
import { batch, entry, file, routing, written } from './samples.ts';

const read = (text: string | Uint8Array, size?: number) => all(readNacha(inChunks(text, size)));
const entries = (items: readonly AchItem[]) => items.flatMap((item) => (item.kind === 'entry' ? [item] : []));
const good = () => written(file([batch([entry(), entry({ sequence: 3, addenda: 'Invoice 17', direction: 'debit' })])]));

/** A file of what comes back, laid out by the rules: one batch of entries with their addenda. */
const sentBack = (entryClass: string, pairs: readonly (readonly [string, string, string])[]): string => {
  const head = `5200Acme Corporation                    1121042882${entryClass}PAYROLL         261201   1231380100000001`;
  const records = pairs.flatMap(([code, amount, addenda], index) => {
    const trace = `23138010${String(index + 1).padStart(7, '0')}`;
    const indicator = addenda === '' ? '0' : '1';
    const six = `6${code}121042882744-5678-99      ${amount.padStart(10, '0')}121042880000001Bard Ann                ${indicator}${trace}`;
    return addenda === '' ? [six] : [six, `7${addenda.padEnd(78)}${trace}`];
  });
  const sum = (debit: boolean) =>
    pairs.filter(([code]) => Number(code[1]) > 4 === debit).reduce((total, [, amount]) => total + Number(amount), 0);
  const [count, hash] = [records.length, 12_104_288 * pairs.length];
  const totals = `${String(hash).padStart(10, '0')}${String(sum(true)).padStart(12, '0')}${String(sum(false)).padStart(12, '0')}`;
  const eight = `8200${String(count).padStart(6, '0')}${totals}1121042882${' '.repeat(25)}231380100000001`;
  const blocks = String(Math.ceil((count + 4) / 10)).padStart(6, '0');
  const nine = `9000001${blocks}${String(count).padStart(8, '0')}${totals}${' '.repeat(39)}`;
  const one = '101 12104288212313801042612020405A094101Acme                   Other Bank                     ';
  return [one.slice(0, 94), head, ...records, eight, nine, ''].join('\n');
};

describe('a NACHA file that Folio wrote', () => {
  test('is read back as what it was made of', async () => {
    const accounts = fc.record({
      routing: fc.constantFrom('231380104', '021000021', '121042882').map(routing),
      number: fc.stringMatching(/^[0-9A-Z]{1,17}$/),
      kind: fc.constantFrom('checking', 'savings'),
    });
    const made = fc.record({
      direction: fc.constantFrom('credit', 'debit'),
      account: accounts,
      amount: fc.bigInt({ min: 1n, max: 9_999_999n }),
      receiverId: fc.stringMatching(/^[0-9A-Za-z]{1,15}$/),
      receiverName: fc.stringMatching(/^[A-Za-z]{1,22}$/),
      addenda: fc.option(fc.stringMatching(/^[!-~]{1,80}$/), { nil: undefined }),
    });
    const many: fc.Arbitrary<readonly AchEntry[]> = fc
      .array(made, { minLength: 1, maxLength: 30, size: 'max' })
      .map((list) => list.map((each, index) => ({ ...each, sequence: 3 * index + 1 }) as AchEntry));
    await fc.assert(
      fc.asyncProperty(
        many,
        fc.integer({ min: 1, max: 500 }),
        fc.constantFrom('\n', '\r\n', '\r', ''),
        async (list, size, end) => {
          const text = (await written(file([batch(list)]))).replaceAll('\n', end);
          const back = entries(await read(text, size));
          expect(
            back.map(
              ({ direction, amount, receiverId, receiverName, routing: bank, accountNumber, trace, addenda }) => [
                ...[direction, amount, receiverId, receiverName, bank, accountNumber, trace, ...addenda],
              ],
            ),
          ).toEqual(
            list.map((each) => [
              ...[
                each.direction,
                each.amount,
                each.receiverId,
                each.receiverName,
                each.account.routing,
                each.account.number,
              ],
              `12104288${String(each.sequence).padStart(7, '0')}`,
              ...(each.addenda === undefined ? [] : [each.addenda]),
            ]),
          );
        },
      ),
      { numRuns: runs(200) },
    );
  });

  test('is read with and without filler, and as one stream', async () => {
    const text = await good();
    const bare = `${text
      .split('\n')
      .filter((line) => !/^9{94}$/.test(line))
      .join('\n')}`;
    const items = await read(text);
    expect(items.map(({ kind }) => kind)).toEqual(['head', 'batch', 'entry', 'entry', 'batch-end', 'end']);
    expect(await read(bare)).toEqual(items);
    expect(await read(text.replaceAll('\n', ''))).toEqual(items);
    expect(items.at(-1)).toMatchObject({
      batches: 1,
      totals: { count: 2, addenda: 1, debits: 12_345n, credits: 12_345n },
    });
  });
});

describe('what a bank sends back', () => {
  test.each(['R01', 'R02', 'R03', 'R17', 'R29', 'R85', 'R99'])(
    'returns of %s name the original entry',
    async (code) => {
      const text = sentBack('PPD', [['26', '12345', `99${code}121042880000001      12104288no account`]]);
      expect(entries(await read(text))).toMatchObject([
        {
          ...{ direction: 'debit', amount: 12_345n, transactionCode: '26', change: undefined, line: 3 },
          returned: {
            code,
            originalTrace: '121042880000001',
            originalRouting: '12104288',
            information: 'no account',
            trace: '231380100000001',
          },
        },
      ]);
    },
  );

  test('a return after a death has its day', async () => {
    const [one] = entries(await read(sentBack('PPD', [['21', '1', '99R15121042880000001261105121042880']])));
    expect([one?.direction, one?.returned?.dateOfDeath]).toEqual(['credit', '261105']);
  });

  test.each(['C01', 'C02', 'C03', 'C05', 'C07', 'C14'])('a notification of %s says what is right', async (code) => {
    const text = sentBack('COR', [['21', '0', `98${code}121042880000001      121042881918171614`]]);
    expect(entries(await read(text))[0]).toMatchObject({
      ...{ amount: 0n, returned: undefined },
      change: { code, originalTrace: '121042880000001', corrected: '1918171614', trace: '231380100000001' },
    });
  });

  test('an acknowledgement names the entry that arrived', async () => {
    const items = await read(sentBack('ACK', [['24', '0', '']]));
    expect(entries(items)[0]?.acknowledges).toBe('121042880000001');
    expect(entries(await read(sentBack('PPD', [['22', '1', '']])))[0]?.acknowledges).toBeUndefined();
  });

  test('several in one batch, in ascending traces with gaps, are all told', async () => {
    const text = sentBack('PPD', [
      ['21', '100', '99R02121042880000001      12104288'],
      ['26', '250', '99R01121042880000002      12104288'],
      ['22', '7', ''],
    ]);
    expect(entries(await read(text)).map(({ returned }) => returned?.code)).toEqual(['R02', 'R01', undefined]);
  });
});

describe('a NACHA file is refused', () => {
  const replaced = (text: string, line: number, from: number, to: string): string => {
    const lines = text.split('\n');
    const one = lines[line - 1] ?? '';
    lines[line - 1] = one.slice(0, from - 1) + to + one.slice(from - 1 + to.length);
    return lines.join('\n');
  };

  // 1 header, 2 batch, 3 entry, 4 entry, 5 its addenda, 6 batch control, 7 file control, then filler.
  test.each([
    ['another start', 1, 1, '102', 'version'],
    ['another record size', 1, 35, '095', 'version'],
    ['an international batch', 2, 51, 'IAT', 'version'],
    ['a transaction code that there is not', 3, 2, '20', 'value'],
    ['a routing number with a wrong check digit', 3, 12, '5', 'value'],
    ['a letter in an amount', 3, 35, 'O', 'value'],
    ['another addenda indicator', 3, 79, '2', 'value'],
    ['addenda that were not announced', 4, 79, '0', 'structure'],
    ['equal trace numbers', 4, 80, '121042880000001', 'structure'],
    ['descending trace numbers', 4, 80, '121042880000000', 'structure'],
    ['addenda of another entry', 5, 88, '0000009', 'structure'],
    ['a wrong count of a batch', 6, 5, '000002', 'totals'],
    ['a wrong hash of a batch', 6, 11, '9', 'totals'],
    ['wrong debits of a batch', 6, 21, '000000012346', 'totals'],
    ['wrong credits of a batch', 6, 33, '000000012346', 'totals'],
    ['a control of another batch', 6, 94, '2', 'totals'],
    ['another class in the control', 6, 2, '220', 'totals'],
    ['a wrong number of batches', 7, 7, '2', 'totals'],
    ['a wrong number of blocks', 7, 13, '2', 'totals'],
    ['a wrong count of the file', 7, 21, '4', 'totals'],
    ['a wrong hash of the file', 7, 22, '9', 'totals'],
    ['wrong debits of the file', 7, 43, '9', 'totals'],
    ['wrong credits of the file', 7, 55, '9', 'totals'],
    ['something behind its end', 8, 1, '6', 'structure'],
  ])('for %s, with its line', async (_what, line, column, to, fault) => {
    const text = await good();
    const wrong = replaced(text, line, column, to);
    expect(wrong).not.toBe(text);
    const at = fault === 'structure' && line === 4 && column === 79 ? 5 : line;
    await expect(read(wrong)).rejects.toMatchObject({
      fault,
      line: at,
      pointer: expect.stringMatching(/^columns \d+-\d+$/),
    });
  });

  test.each([
    ['a short line', 3, (line: string) => line.slice(0, 93), 'malformed', 3],
    ['a long line', 3, (line: string) => `${line}x`, 'malformed', 3],
    ['an accent', 3, (line: string) => line.replace('Bard', 'Bärd'), 'encoding', 3],
    ['a tab', 3, (line: string) => line.replace('Bard ', 'Bard\t'), 'encoding', 3],
    ['an entry outside of a batch', 2, () => '', 'structure', 2],
    ['no control of its batch', 6, () => '', 'structure', 6],
    ['addenda that do not follow', 5, () => '', 'structure', 4],
    ['an unknown record', 3, (line: string) => `4${line.slice(1)}`, 'structure', 3],
  ])('for %s, with its line', async (_what, number, change, fault, line) => {
    const lines = (await good()).split('\n');
    lines[number - 1] = change(lines[number - 1] ?? '');
    await expect(read(lines.join('\n'))).rejects.toMatchObject({ fault, line });
  });

  test('that is cut, wherever it is cut', async () => {
    const text = await good();
    for (let end = 0; end < 95 * 7 - 1; end += 31) {
      const cut = read(text.slice(0, end));
      await expect(cut).rejects.toMatchObject({ name: 'BadFile' });
    }
    await expect(read('')).rejects.toMatchObject({ fault: 'cut', line: 1 });
    await expect(read(text.slice(0, 95 * 6))).rejects.toMatchObject({ fault: 'cut', line: 6 });
  });

  test('in UTF-16, and with a mark of UTF-8', async () => {
    const text = await good();
    await expect(read(Buffer.from(text, 'utf16le'))).rejects.toMatchObject({ fault: 'encoding', line: 1 });
    await expect(read(`\ufeff${text}`)).rejects.toMatchObject({ fault: 'encoding', line: 1 });
  });

  test('for a return or change whose code is none', async () => {
    await expect(read(sentBack('PPD', [['26', '1', '99X01121042880000001']]))).rejects.toMatchObject({
      fault: 'value',
      line: 4,
    });
    await expect(read(sentBack('COR', [['21', '0', '98R01121042880000001']]))).rejects.toMatchObject({
      fault: 'value',
      line: 4,
    });
  });
});
