import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { COLUMNS } from '../../../bin/import/csv-columns.ts';
import { parseCsvJournal } from '../../../bin/import/csv-journal.ts';
import { parseJournal } from '../../../bin/import/parse-journal.ts';
import { newAccount } from '../../../functions/ledger/contract/account.ts';
import { newTransaction, newTransactionShape } from '../../../functions/ledger/contract/transaction.ts';

const table = (...lines: readonly string[]): string => lines.join('\n');
const HEAD = 'record,key,account,direction,amount,currency';
const bodies = (text: string) => parseCsvJournal(text).transactions.map(({ body }) => body);
const entry = (account: string, direction: string) => ({ account, direction, amount: '5', currency: 'USD' });

describe('a CSV journal', () => {
  test('has a column for everything that the API takes of accounts and transactions', () => {
    const said = new Set([...COLUMNS.entry, ...COLUMNS.posting, 'metadata', 'entries', 'postings']);
    expect(Object.keys(newTransactionShape).filter((name) => !said.has(name))).toEqual([]);
    const ofAccounts = new Set([...COLUMNS.account.map((name) => (name === 'account' ? 'id' : name)), 'metadata']);
    expect(Object.keys(newAccount.shape).filter((name) => !ofAccounts.has(name))).toEqual([]);
  });

  test('says holds, times, texts and metadata of a transaction, and terms of an account', () => {
    const text = table(
      `${HEAD},from,to,pending,expiresAt,effectiveAt,reference,description,name,normalBalance,overdraft,metadata.a,metadata.b c`,
      'account,,x,,,USD,,,,,,,,X,debit,500,north,',
      'account,,y,,,USD,,,,,,,,,,unlimited,,',
      'posting,h,,,5,USD,x,y,true,2027-01-01T00:00:00Z,,r,d,,,,1,2',
      'posting,p,,,5,USD,x,y,false,,2026-01-01T00:00:00Z,,,,,,,',
    );
    const { accounts, transactions } = parseCsvJournal(text);
    expect(accounts.map(({ body }) => body)).toEqual([
      {
        id: 'x',
        currency: 'USD',
        name: 'X',
        normalBalance: 'debit',
        overdraft: { limit: '500' },
        metadata: { a: 'north' },
      },
      { id: 'y', currency: 'USD', overdraft: 'unlimited' },
    ]);
    const postings = [{ from: 'x', to: 'y', amount: '5', currency: 'USD' }];
    expect(transactions.map(({ body }) => body)).toEqual([
      {
        postings,
        pending: true,
        expiresAt: '2027-01-01T00:00:00Z',
        reference: 'r',
        description: 'd',
        metadata: { a: '1', 'b c': '2' },
      },
      { postings, effectiveAt: '2026-01-01T00:00:00Z' },
    ]);
    for (const { body } of transactions) expect(newTransaction.safeParse(body).error).toBeUndefined();
    for (const { body } of accounts) expect(newAccount.safeParse(body).error).toBeUndefined();
  });

  test('asks for a unique reference where a row says so, in either format alike', () => {
    const csv = table(
      'record,key,from,to,amount,currency,reference,uniqueReference',
      'posting,u1,@world,x,5,USD,inv-1,true',
      'posting,u2,@world,x,5,USD,inv-2,false',
    );
    const line = (key: string, more: object) =>
      JSON.stringify({
        transaction: { key, postings: [{ from: '@world', to: 'x', amount: '5', currency: 'USD' }], ...more },
      });
    const jsonl = table(line('u1', { reference: 'inv-1', uniqueReference: true }), line('u2', { reference: 'inv-2' }));
    const asked = parseJournal(csv, 'csv').transactions.map(({ key, body }) => ({ key, body }));
    expect(asked).toEqual(parseJournal(jsonl, 'jsonl').transactions.map(({ key, body }) => ({ key, body })));
    expect(asked.map(({ body }) => newTransaction.parse(body).uniqueReference)).toEqual([true, undefined]);
  });

  test('reads the sample whole', () => {
    const { accounts, transactions } = parseCsvJournal(readFileSync('data/sample.csv', 'utf8'));
    expect([accounts.length, transactions.length]).toEqual([3, 3]);
    for (const { body } of transactions) expect(newTransaction.safeParse(body).error).toBeUndefined();
    for (const { body } of accounts) expect(newAccount.safeParse(body).error).toBeUndefined();
  });

  test.each([
    ['effective_at', /^Line 1: there is no column "effective_at"\. Did you mean "effectiveAt"\?/],
    ['Pending', /no column "Pending"\. Did you mean "pending"/],
    ['metadata', /no column "metadata"\. The columns are .*metadata\.<key>/],
    ['metadata.', /no column "metadata\."/],
    ['note', /no column "note"/],
    ['__proto__', /no column "__proto__"/],
    ['constructor', /no column "constructor"/],
    [' name', /no column " name"\. Did you mean "name"/],
    ['amount', /^Line 1: the column "amount" stands there twice/],
    ['', /^Line 1: column 7 has no name/],
  ])('is refused by the name of a column that nothing would read: %j', (name, says) => {
    expect(() => parseCsvJournal(table(`${HEAD},${name}`, 'entry,a,x,debit,5,USD,'))).toThrow(says);
  });

  test.each([
    [['record;key;account'], /^Line 1: the columns are separated by semicolons/],
    [['record\tkey'], /separated by tabs/],
    [['key,account'], /^Line 1: the column "record" is missing/],
    [['entry,a,x,debit,5,USD'], /^Line 1: there is no column "entry"/],
    [[HEAD, '', 'entry,,x,debit,5,USD'], /^Line 3: the column "key" is empty/],
    [[HEAD, 'account,,,,,USD'], /^Line 2: the column "account" is empty/],
    [[HEAD, 'transfer,a,x,debit,5,USD'], /^Line 2: the column "record" says "transfer"/],
    [[HEAD, 'account,,x,,5,USD'], /^Line 2: "amount" says nothing of a row that is an account/],
    [
      [`${HEAD},overdraft`, 'entry,a,x,debit,5,USD,none'],
      /^Line 2: "overdraft" says nothing of a row that is an entry/,
    ],
    [[`${HEAD},pending`, 'account,,x,,,USD,true'], /^Line 2: "pending" says nothing/],
    [[`${HEAD},pending`, 'entry,a,x,debit,5,USD,yes'], /^Line 2: "pending" says "yes"/],
    [[HEAD, 'entry,a,x,debit,5'], /line 2/],
    [[HEAD, 'entry,a,x,debit,5,USD,more'], /line 2/],
    [[HEAD, 'entry,a,"x,debit,5,USD'], /not CSV.*line/],
  ])('is refused by the line that cannot be read: %j', (lines, says) => {
    expect(() => parseCsvJournal(table(...lines))).toThrow(says);
  });

  test('counts lines as an editor does, behind a byte order mark, CRLF, texts of several lines and empty rows', () => {
    const text = `\uFEFF${HEAD},description\r\n\r\nentry,a,x,debit,5,USD,"two\r\nlines"\r\n,,,,,,\r\nentry,a,y,credit,5,USD,\r\nentry,b,x,debit,5,USD,"q ""q"""\r\n\r\n,,,,,,\r\n`;
    const { transactions } = parseCsvJournal(text);
    expect(transactions.map(({ key, line, body }) => [key, line, body.description])).toEqual([
      ['a', 3, 'two\nlines'],
      ['b', 7, 'q "q"'],
    ]);
    expect(transactions[0]?.body.entries).toEqual([entry('x', 'debit'), entry('y', 'credit')]);
  });

  test('lets a value count in whichever row of a transaction it stands', () => {
    const text = table(
      `${HEAD},effectiveAt,description,reference,pending,metadata.k`,
      'entry,a,x,debit,5,USD,,,r,,',
      'entry,a,y,credit,5,USD,2026-01-01T00:00:00Z,d,,true,v',
    );
    const said = { effectiveAt: '2026-01-01T00:00:00Z', description: 'd', reference: 'r', pending: true };
    expect(bodies(text)).toEqual([
      { ...said, metadata: { k: 'v' }, entries: [entry('x', 'debit'), entry('y', 'credit')] },
    ]);
  });

  test.each(['effectiveAt', 'description', 'reference', 'metadata.k'])(
    'refuses a transaction of whose %s two rows say two things, with both lines',
    (name) => {
      const rows = ['entry,a,x,debit,5,USD,one', 'entry,a,z,debit,5,USD,', 'entry,a,y,credit,5,USD,two'];
      const { transactions } = parseCsvJournal(table(`${HEAD},${name}`, ...rows, 'entry,b,x,debit,5,USD,one'));
      expect(transactions.map(({ contradiction }) => contradiction)).toEqual([
        `"${name}" is "one" on line 2 and "two" on line 4.`,
        undefined,
      ]);
    },
  );

  test('refuses a transaction that is held in one row and paid in another', () => {
    const { transactions } = parseCsvJournal(
      table(`${HEAD},pending`, 'entry,a,x,debit,5,USD,true', 'entry,a,y,credit,5,USD,false'),
    );
    expect(transactions[0]?.contradiction).toBe('"pending" is "true" on line 2 and "false" on line 3.');
  });

  test('refuses a transaction whose rows stand apart, and one that is of entries and of postings', () => {
    const { transactions } = parseCsvJournal(
      table(
        `${HEAD},from,to`,
        'entry,a,x,debit,5,USD,,',
        'entry,b,x,debit,5,USD,,',
        'entry,a,y,credit,5,USD,,',
        'posting,b,,,5,USD,x,y',
      ),
    );
    expect(transactions.map(({ contradiction }) => contradiction)).toEqual([
      expect.stringMatching(/^Its rows stand apart, on line 2 and on line 4/),
      expect.stringMatching(/^Its rows stand apart, on line 3 and on line 5/),
    ]);
    const mixed = table(`${HEAD},from,to`, 'entry,a,x,debit,5,USD,,', 'posting,a,,,5,USD,x,y');
    expect(parseCsvJournal(mixed).transactions[0]?.contradiction).toBe(
      'It has a row that is entry on line 2 and one that is posting on line 3.',
    );
  });

  test('takes the currency of the rows that name it for those that do not', () => {
    const [body] = bodies(table(HEAD, 'entry,a,x,debit,5,', 'entry,a,y,credit,5,USD'));
    expect(body).toEqual({
      currency: 'USD',
      entries: [{ account: 'x', direction: 'debit', amount: '5' }, entry('y', 'credit')],
    });
  });

  test('names no one currency where its rows name two, and leaves it to the API to refuse those that name none', () => {
    const three = table(HEAD, 'entry,a,x,debit,5,USD', 'entry,a,y,credit,5,EUR', 'entry,a,z,credit,5,');
    const [body] = bodies(three);
    expect(body).not.toHaveProperty('currency');
    expect(body).toMatchObject({ entries: [{ currency: 'USD' }, { currency: 'EUR' }, { account: 'z' }] });
  });

  test('may not use the keys under which refused lines are tried anew', () => {
    expect(() => parseJournal(table(HEAD, 'entry,a~retry-1,x,debit,5,USD'), 'csv')).toThrow(
      /^Line 2: keys that end in/,
    );
  });
});
