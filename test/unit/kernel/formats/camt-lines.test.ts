import { describe, expect, test } from '@jest/globals';
import { detectFormat } from '../../../../functions/kernel/formats/statement/open-reader.ts';
import { camt, detail, entry, statement } from './camt-files.ts';
import { partsOf, read, readOne, refusal } from './read.ts';

const balance = (type: string, amount: string, on = '2026-11-30', direction = 'CRDT', currency = 'EUR') =>
  `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`;
const details = (...all: readonly string[]) => `<NtryDtls>${all.map(detail).join('')}</NtryDtls>`;
const lines = (entries: string, head = '') => readOne('camt', camt([statement(entries, head)])).lines;
const VERSIONS = Array.from({ length: 13 }, (_, index) => String(index + 2).padStart(2, '0'));

describe('a line of camt.053 and camt.054', () => {
  test.each(VERSIONS)('of version %s is known by its beginning and has its sign', (version) => {
    for (const message of ['camt.053', 'camt.054'] as const) {
      const file = camt([statement(entry({ direction: 'DBIT' }, version))], message, version);
      expect(detectFormat(Buffer.from(file))).toBe('camt');
      const { head, lines: read } = readOne('camt', file);
      expect([head.account, head.currency, head.notifies]).toEqual([
        'DE89370400440532013000',
        'EUR',
        message === 'camt.054',
      ]);
      expect(read).toMatchObject([
        { amount: -1234n, state: 'booked', bookedOn: '2026-11-30', valueOn: '2026-12-01', reversal: false },
      ]);
      expect(read[0]).toMatchObject({ code: 'PMNT/RCDT/ESCT', bankReference: 'B-1' });
    }
  });

  test('keeps its direction where it takes another one back: the mark is a fact beside it', () => {
    const file = entry() + entry({ direction: 'DBIT', reversal: 'true' }) + entry({ reversal: '1' });
    const head = balance('OPBD', '10.00', '2026-11-29') + balance('CLBD', '22.34');
    expect(lines(file, head).map(({ amount, reversal }) => [amount, reversal])).toEqual([
      [1234n, false],
      [-1234n, true],
      [1234n, true],
    ]);
  });

  test('that is pending, of the future or information counts in no balance', () => {
    const file =
      entry() +
      entry({ amount: '999.00', status: 'PDNG' }) +
      entry({ amount: '998.00', status: 'FUTR' }) +
      entry({ amount: '1.00', status: 'INFO' }) +
      entry({ amount: '1.00', status: 'OWN' });
    const head = balance('OPBD', '62.34', '2026-11-29', 'DBIT') + balance('CLBD', '50.00', '2026-11-30', 'DBIT');
    expect(lines(file, head).map(({ state }) => state)).toEqual([
      ...['booked', 'pending', 'pending', 'information', 'information'],
    ]);
  });

  test('with one transaction has its ids, its other side and its words', () => {
    const one =
      '<Refs><EndToEndId>INV-7</EndToEndId><PmtInfId>P-1</PmtInfId></Refs><RltdPties><Dbtr><Pty><Nm>Ada</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct><Cdtr><Pty><Nm>Us</Nm></Pty></Cdtr></RltdPties><RmtInf><Ustrd>Invoice</Ustrd><Ustrd>7</Ustrd><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf>';
    expect(lines(entry({ details: details(one) }))[0]).toMatchObject({
      ...{ endToEndId: 'INV-7', ownerReference: 'P-1', counterparty: 'Ada' },
      ...{ counterpartyAccount: 'NL91ABNA0417164300', remittance: 'Invoice 7 RF18539007547034', parts: [] },
    });
    const none = one.replace('INV-7', 'NOTPROVIDED');
    expect(lines(entry({ details: details(none) }))[0]?.endToEndId).toBeUndefined();
    expect(lines(entry({ more: '<AddtlNtryInf>Interest</AddtlNtryInf>' }))[0]?.remittance).toBe('Interest');
  });

  test('that came back names the side that is not ours, whichever the bank calls creditor', () => {
    const own = '<DbtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></DbtrAcct>';
    const parties = `<RltdPties><Dbtr><Pty><Nm>Us</Nm></Pty></Dbtr>${own}<Cdtr><Pty><Nm>Grace</Nm></Pty></Cdtr></RltdPties><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>`;
    expect(lines(entry({ details: details(parties) }))[0]).toMatchObject({ counterparty: 'Grace', amount: 1234n });
  });

  test('that is a batch has each payment as a part, and of its own only the amount', () => {
    const part = (id: string, amount: string, more = '') =>
      `<Refs><EndToEndId>${id}</EndToEndId></Refs><Amt Ccy="EUR">${amount}</Amt>${more}`;
    const batch = entry({
      direction: 'DBIT',
      details: `<NtryDtls><Btch><MsgId>M</MsgId><PmtInfId>P-9</PmtInfId></Btch>${detail(part('A', '10.00'))}${detail(part('B', '3.34'))}${detail(part('C', '1.00', '<CdtDbtInd>CRDT</CdtDbtInd>'))}</NtryDtls>`,
    });
    const [line] = lines(batch);
    expect(line).toMatchObject({ amount: -1234n, endToEndId: undefined, ownerReference: 'P-9' });
    expect(line?.parts.map(({ endToEndId, amount }) => [endToEndId, amount])).toEqual([
      ['A', -1000n],
      ['B', -334n],
      ['C', 100n],
    ]);
  });

  test('whose only transaction states another amount or currency keeps that of the entry', () => {
    const [less, foreign] = ['<Amt Ccy="EUR">12.00</Amt>', '<Amt Ccy="USD">13.00</Amt>'];
    for (const amount of [less, foreign])
      expect(lines(entry({ details: details(amount) }))[0]).toMatchObject({ amount: 1234n, parts: [] });
    expect(lines(entry({ details: details(foreign, foreign) }))[0]?.parts.map(({ amount }) => amount)).toEqual([
      undefined,
      undefined,
    ]);
  });

  test.each([
    ['JPY', '1000', 1000n],
    ['KWD', '1.23', 1230n],
    ['CLF', '0.0001', 1n],
  ])('in %s has minor units of it', (currency, amount, minor) => {
    const file = camt([
      statement(entry({ amount, currency }), balance('CLBD', amount, '2026-11-30', 'CRDT', currency)).replace(
        '<Ccy>EUR</Ccy>',
        '',
      ),
    ]);
    const one = readOne('camt', file);
    expect([one.head.currency, one.lines[0]?.amount, one.end.closing?.amount]).toEqual([currency, minor, minor]);
  });

  test('over the new year keeps both days as written', () => {
    const dates = '<BookgDt><Dt>2024-12-31</Dt></BookgDt><ValDt><DtTm>2025-01-01T00:30:00+02:00</DtTm></ValDt>';
    expect(lines(entry({ dates }))[0]).toMatchObject({ bookedOn: '2024-12-31', valueOn: '2025-01-01' });
  });
});

describe('a statement of camt.053', () => {
  test('opens with OPBD, else with what the one before closed with, and says what is available', () => {
    const of = (head: string) => {
      const { head: opened, end } = readOne('camt', camt([statement(entry(), head)]));
      return [opened.opening?.amount, end.closing?.amount, end.available?.amount];
    };
    expect(of(balance('PRCD', '1.00') + balance('CLBD', '13.34') + balance('CLAV', '9.00'))).toEqual([
      100n,
      1334n,
      900n,
    ]);
    expect(of(balance('OPBD', '1.00') + balance('PRCD', '5.00') + balance('CLBD', '13.34'))).toEqual([
      100n,
      1334n,
      undefined,
    ]);
  });

  test('in pieces of any size is the same', () => {
    const file = camt([statement(entry() + entry(), balance('OPBD', '0') + balance('CLBD', '24.68')), statement('')]);
    expect(partsOf('camt', file, 7)).toEqual(partsOf('camt', file));
  });

  test('on pages takes the balances of the whole, which each of them repeats, where they belong', () => {
    const whole = balance('OPBD', '0') + balance('CLBD', '24.68');
    const page = (number: number, last: boolean) =>
      statement(entry(), `<StmtPgntn><PgNb>${number}</PgNb><LastPgInd>${last}</LastPgInd></StmtPgntn>${whole}`);
    const [one, two] = read('camt', camt([page(1, false), page(2, true)]));
    expect([one?.head.opening?.amount, one?.end.closing, two?.head.opening, two?.end.closing?.amount]).toEqual([
      ...[0n, undefined, undefined, 2468n],
    ]);
    expect([one?.head.page, two?.head.page]).toMatchObject([
      { number: 1, last: false },
      { number: 2, last: true },
    ]);
    expect(one?.head.identity).not.toBe(two?.head.identity);
  });

  const summary = (count: string, credits: string, debits: string) =>
    `<TxsSummry><TtlNtries><NbOfNtries>${count}</NbOfNtries></TtlNtries><TtlCdtNtries><Sum>${credits}</Sum></TtlCdtNtries><TtlDbtNtries><Sum>${debits}</Sum></TtlDbtNtries></TxsSummry>`;

  test('may sum up what is booked, or everything', () => {
    const entries = entry() + entry({ amount: '1.00', status: 'PDNG' });
    for (const sums of [summary('1', '12.34', '0'), summary('2', '13.34', '0.00')])
      expect(lines(entries, sums)).toHaveLength(2);
  });

  const [open, close] = [balance('OPBD', '0.00'), balance('CLBD', '12.34')];
  test.each([
    ['balances that its lines do not make', camt([statement(entry(), open + balance('CLBD', '12.35'))]), /^totals/],
    ['a sum of other entries', camt([statement(entry(), summary('1', '12.35', '0'))]), /^totals/],
    ['a count of other entries', camt([statement(entry(), summary('2', '12.34', '0'))]), /^totals/],
    [
      'another opening balance than the one before it closed with',
      camt([statement(entry(), open + close), statement(entry(), balance('OPBD', '1.00'), 'S-2')]),
      /^totals/,
    ],
    ['two closing balances of one day', camt([statement(entry(), close + balance('CLBD', '1.00'))]), /^totals/],
    ['an entry in another currency', camt([statement(entry() + entry({ currency: 'USD' }))]), /^value/],
    ['an impossible day', camt([statement(entry({ dates: '<BookgDt><Dt>2026-02-30</Dt></BookgDt>' }))]), /^value/],
    ['no day at all', camt([statement(entry({ dates: ' ' }))]), /^structure/],
    ['no account', camt([statement(entry()).replace(/<Acct>.*<\/Acct>/, '<Acct><Ccy>EUR</Ccy></Acct>')]), /^structure/],
    ['a report within the day', camt([statement(entry())], 'camt.052'), /^version/],
    ['its end cut off', camt([statement(entry())]).slice(0, -40), /^cut/],
    [
      'a document type',
      camt([statement(entry())]).replace('<Document', '<!DOCTYPE x [<!ENTITY a "b">]><Document'),
      /^dtd/,
    ],
    ['bytes of Latin-1', Buffer.from(camt([statement(entry()).replace('S-1', 'S-\u00fc')]), 'latin1'), /^encoding/],
  ])('with %s is refused whole, with its line', (_, file, reason) => {
    expect(refusal('camt', file)).toMatch(reason);
    expect(refusal('camt', file)).toMatch(/@\d+$/);
  });
});
