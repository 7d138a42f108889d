import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { civilDate } from '../../functions/kernel/values/civil-date.ts';
import { StatementGathering } from '../../functions/statements/model/statement/account-statement.ts';
import type { Journal, JournalTransaction } from '../../functions/statements/model/statement/journal.ts';
import { writeBeancount } from '../../functions/statements/model/statement/write-beancount.ts';
import { writeHledger } from '../../functions/statements/model/statement/write-hledger.ts';
import { writeMt940 } from '../../functions/statements/model/statement/write-mt940.ts';
import { writeOfx } from '../../functions/statements/model/statement/write-ofx.ts';
import { readOne } from '../unit/kernel/formats/read.ts';
import { hasProgram, makersPython, python } from './python.ts';

const run = promisify(execFile);
let interpreter: string | undefined;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folio-makers-'));
  interpreter = await makersPython();
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = async (name: string, text: string): Promise<string> => {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
};

const statement = (currency: string) => {
  const gathering = new StatementGathering(
    { account: 'ACC1', currency, from: civilDate(2023, 12, 28), to: civilDate(2024, 1, 3), basis: 'booked' },
    10,
  );
  const days = [civilDate(2023, 12, 29), civilDate(2024, 1, 2), civilDate(2024, 1, 2)];
  for (const [index, amount] of [100_050n, -1n, -50_000n].entries()) {
    const on = days[index] ?? civilDate(2024, 1, 2);
    const transactionId = `txn_0000000000000000000000000${index}`;
    gathering.add(index + 1, {
      version: index + 1,
      transactionId,
      amount,
      bookedOn: on,
      effectiveOn: on,
      description: 'Müller & Söhne: Rechnung',
    });
  }
  return gathering.statement(3);
};

/** Currencies with 0, 2, 3 and 4 decimals, ids of every kind, texts with signs of both tools. */
const transactions: readonly JournalTransaction[] = [
  ['USD', '1050'],
  ['JPY', '1000'],
  ['KWD', '1234'],
  ['CLF', '1'],
].map(([currency = '', amount = ''], index) => ({
  id: `txn_${index}`,
  at: `2024-01-0${index + 1}T00:00:00.000Z`,
  entries: [
    { account: '@world', direction: 'debit', amount, currency },
    { account: `acc_${currency}.a:b`, direction: 'credit', amount, currency },
  ],
  reference: 'r; "quoted"',
  description: 'a "b" \\ c ; d\n(e) * f',
  metadata: {},
}));

const journal = (off = 0n): Journal => ({
  accounts: transactions.map(({ entries }) => ({
    id: entries[1]?.account ?? '',
    currency: entries[1]?.currency ?? '',
    normalBalance: 'credit',
    overdraft: 'none',
    metadata: {},
  })),
  systemAccounts: ['@world'],
  currencies: ['CLF', 'JPY', 'KWD', 'USD'],
  metadataKeys: [],
  transactions: (async function* () {
    yield* transactions;
  })(),
  asserted: transactions.map(({ entries }) => ({
    account: entries[1]?.account ?? '',
    currency: entries[1]?.currency ?? '',
    balance: -BigInt(entries[1]?.amount ?? '0') + off,
  })),
  lastDay: '2024-01-04',
});

const text = async (pieces: AsyncIterable<string>): Promise<string> => {
  let all = '';
  for await (const piece of pieces) all += piece;
  return all;
};

describe('what is written', () => {
  test('for beancount passes its check, and fails it where a balance is off by one minor unit', async () => {
    if (interpreter === undefined) return;
    const script = `
import json, sys
from beancount import loader
entries, errors, _ = loader.load_file(sys.argv[1])
print(json.dumps([len([e for e in entries if type(e).__name__ == 'Transaction']), len(errors), [e.narration for e in entries if type(e).__name__ == 'Transaction'][:1]]))`;
    const good = await write('good.beancount', await text(writeBeancount(journal())));
    expect(await python(interpreter, script, good)).toEqual([4, 0, ['a "b" \\ c ; d\n(e) * f']]);
    const off = await write('off.beancount', await text(writeBeancount(journal(1n))));
    expect(await python(interpreter, script, off)).toEqual([4, 4, expect.anything()]);
  });

  test('for hledger passes its check, and fails it where a balance is off by one minor unit', async () => {
    if (!hasProgram('hledger')) return void process.stderr.write('hledger is not tried: it is not installed.\n');
    const good = await write('good.journal', await text(writeHledger(journal())));
    await run('hledger', ['-f', good, 'check']);
    const { stdout } = await run('hledger', ['-f', good, 'balance', '-N', '--flat', '-O', 'csv', 'acc_KWD.a:b']);
    expect(stdout).toContain('-1.234 KWD');
    const off = await write('off.journal', await text(writeHledger(journal(1n))));
    await expect(run('hledger', ['-f', off, 'check'])).rejects.toThrow('balance assertion');
  });

  test.each(['EUR', 'JPY', 'KWD'])(
    'as MT940 in %s is read by mt-940 with the same days and amounts',
    async (currency) => {
      if (interpreter === undefined) return;
      const file = await write(`${currency}.sta`, [...writeMt940(statement(currency))].join(''));
      const script = `
import json, sys, mt940
t = mt940.parse(sys.argv[1])
print(json.dumps([str(t.data['final_closing_balance'].amount.amount), [[str(x.data['amount'].amount), str(x.data['entry_date'])] for x in t]]))`;
      const scale =
        {
          EUR: ['500.49', '1000.50', '-0.01', '-500.00'],
          JPY: ['50049', '100050', '-1', '-50000'],
          KWD: ['50.049', '100.050', '-0.001', '-50.000'],
        }[currency] ?? [];
      const [closing, ...amounts] = scale;
      const days = ['2023-12-29', '2024-01-02', '2024-01-02'];
      expect(await python(interpreter, script, file)).toEqual([
        closing,
        amounts.map((amount, index) => [amount, days[index]]),
      ]);
    },
  );

  test('as OFX is read by ofxtools with the same days and amounts', async () => {
    if (interpreter === undefined) return;
    const file = await write('a.ofx', [...writeOfx(statement('EUR'), '2024-02-01T00:00:00Z')].join(''));
    const script = `
import json, sys
from ofxtools.Parser import OFXTree
p = OFXTree(); p.parse(sys.argv[1]); s = p.convert().statements[0]
print(json.dumps([str(s.ledgerbal.balamt), s.curdef, [[str(t.trnamt), str(t.dtposted.date())] for t in s.transactions]]))`;
    expect(await python(interpreter, script, file)).toEqual([
      '500.49',
      'EUR',
      [
        ['1000.50', '2023-12-29'],
        ['-0.01', '2024-01-02'],
        ['-500.00', '2024-01-02'],
      ],
    ]);
  });
});

describe('what others write', () => {
  test('as BAI2 is read: bai2 writes a file whose totals and signs are the same here', async () => {
    if (interpreter === undefined) return;
    const file = join(folder, 'written.bai');
    const script = `
import sys, json
from bai2 import bai2
lines = ['01,SENDER,RECEIVER,240201,0600,1,,,2/','02,RECEIVER,BANK,1,240131,,USD,2/','03,ACC,USD,010,1000,,,015,1300,,/','16,195,500,V,240202,,BANKREF,OWN,WIRE','16,475,200,Z,B2,1001,CHECK','49,3000,4/','98,3000,1,6/','99,3000,1,8/']
parsed = bai2.parse_from_lines(lines)
open(sys.argv[1], 'w').write(bai2.write(parsed))
print(json.dumps([[t.type_code.code, t.amount] for t in parsed.children[0].children[0].children]))`;
    expect(await python(interpreter, script, file)).toEqual([
      ['195', 500],
      ['475', 200],
    ]);
    const { lines, end } = readOne('bai2', await readFile(file));
    // The library leaves the sign to its reader; here it comes of the type code.
    expect(lines.map(({ amount }) => amount)).toEqual([500n, -200n]);
    expect(end.closing?.amount).toBe(1300n);
  });

  test('as OFX is read: ofxtools writes both of its forms', async () => {
    if (interpreter === undefined) return;
    const script = `
import sys, json, datetime, decimal
from ofxtools.models import *
from ofxtools.utils import UTC
from ofxtools.header import make_header
import xml.etree.ElementTree as ET
now = datetime.datetime(2024,1,31,12,0,0,tzinfo=UTC)
trn = STMTTRN(trntype='DEBIT', dtposted=now, trnamt=decimal.Decimal('-12.50'), fitid='F1', name='Smith & Sons')
stmt = STMTRS(curdef='EUR', bankacctfrom=BANKACCTFROM(bankid='100', acctid='ACC', accttype='CHECKING'), banktranlist=BANKTRANLIST(trn, dtstart=now, dtend=now), ledgerbal=LEDGERBAL(balamt=decimal.Decimal('87.50'), dtasof=now))
status = STATUS(code=0, severity='INFO')
ofx = OFX(signonmsgsrsv1=SIGNONMSGSRSV1(sonrs=SONRS(status=status, dtserver=now, language='ENG')), bankmsgsrsv1=BANKMSGSRSV1(STMTTRNRS(trnuid='1', status=status, stmtrs=stmt)))
body = ET.tostring(ofx.to_etree()).decode()
open(sys.argv[1], 'w').write(str(make_header(version=211)) + body)
open(sys.argv[2], 'w').write(str(make_header(version=102)) + body)
print('null')`;
    const [xml, sgml] = [join(folder, 'written.xml.ofx'), join(folder, 'written.sgml.ofx')];
    await python(interpreter, script, xml, sgml);
    for (const file of [xml, sgml]) {
      const { head, lines, end } = readOne('ofx', await readFile(file));
      expect([
        head.account,
        lines.map(({ amount, bookedOn, counterparty }) => [amount, bookedOn, counterparty]),
        end.closing?.amount,
      ]).toEqual(['100/ACC', [[-1250n, '2024-01-31', 'Smith & Sons']], 8750n]);
    }
  });
});
