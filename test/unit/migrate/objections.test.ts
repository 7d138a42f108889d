import { describe, expect, test } from '@jest/globals';
import { objections } from '../../../bin/migrate/objections.ts';
import { migrated, sample } from './migrated.ts';

const nothing = { without: new Set<string>(), last: undefined };
const LOG = sample('formance/export.ndjson');
const VOLUMES = sample('formance/volumes.json');
const EVENTS = sample('tigerbeetle/events.ndjson');
const COIN = new Set(['COIN']);
const LEDGERS = { 700: { code: 'USD', scale: 2 }, 701: { code: 'KWD', scale: 4 } } as const;

describe('a currency without a meaning', () => {
  test('is named with how often it stands there, in each source, and stops the rest until it is left out', () => {
    const found = {
      formance: migrated('formance', LOG, { balances: VOLUMES }),
      blnk: migrated('blnk', sample('blnk/lists.json')),
      beancount: migrated('beancount', sample('beancount/printed.beancount')),
      hledger: migrated('hledger', sample('hledger/print.json')),
    };
    for (const [source, { book }] of Object.entries(found)) {
      const names = [...book.foreign.keys()];
      expect([source, names.length > 0]).toEqual([source, true]);
      const [against] = objections(book, nothing);
      for (const name of names) expect(against).toContain(`${name} (`);
      expect([source, objections(book, { ...nothing, without: new Set(names) })]).toEqual([source, []]);
      const [first = '', ...rest] = names;
      const left = objections(book, { ...nothing, without: new Set(rest) });
      expect(left).toEqual([expect.stringMatching(/^Currencies without a meaning here: /)]);
      expect(left[0]).toContain(`${first} (`);
    }
  });

  test('of very many is named with twenty others, and counted', () => {
    const { book } = migrated('formance', LOG, { balances: VOLUMES });
    const foreign = new Map(Array.from({ length: 100_000 }, (_, at) => [`COIN${at}`, 1] as const));
    const [against = ''] = objections({ ...book, foreign }, nothing);
    expect(against).toContain('COIN19 (once) and 99980 more. --currency');
    expect(against.length).toBeLessThan(1_000);
  });

  test('that the export does not hold cannot be left out: it was mistyped', () => {
    const { book } = migrated('formance', LOG, { balances: VOLUMES });
    expect(() => objections(book, { ...nothing, without: new Set(['HOOLI']) })).toThrow('HOOLI');
  });
});

describe('a log that does not say where it ends', () => {
  const cut = (text: string, count: number) => `${text.trimEnd().split('\n').slice(0, -count).join('\n')}\n`;
  const formance = (text: string, balances?: string) =>
    migrated('formance', text, balances === undefined ? {} : { balances }).book;

  test('of Formance is booked once its newest record is named, or the balances of the source stand beside it', () => {
    const known = { ...nothing, without: COIN };
    expect(objections(formance(LOG), known)).toEqual([expect.stringContaining('It ends with 12')]);
    expect(objections(formance(LOG), { ...known, last: '12' })).toEqual([]);
    expect(objections(formance(LOG, VOLUMES), known)).toEqual([]);
  });

  test('of Formance is refused where it is cut behind any of its records', () => {
    const count = LOG.trimEnd().split('\n').length;
    for (let gone = 1; gone < count; gone += 1)
      expect(() => objections(formance(cut(LOG, gone)), { ...nothing, last: '12' })).toThrow('cut at its end');
  });

  test('of TigerBeetle is refused where it is cut behind any of its records, and not booked where nobody says its last', () => {
    const book = (text: string) => migrated('tigerbeetle', text, { currencies: LEDGERS }).book;
    const last = book(EVENTS).end?.last;
    const without = new Set(book(EVENTS).foreign.keys());
    expect(objections(book(EVENTS), { without, last: undefined })).toEqual([expect.stringContaining('--last')]);
    expect(objections(book(EVENTS), { without, last })).toEqual([]);
    const ends = new Set<string | undefined>();
    for (let gone = 1; gone < 12; gone += 1) {
      const shorter = book(cut(EVENTS, gone));
      if (shorter.end?.last === last) continue;
      ends.add(shorter.end?.last);
      expect(() => objections(shorter, { ...nothing, last })).toThrow('cut at its end');
    }
    expect(ends.size).toBeGreaterThan(8);
  });

  test('is the only one whose last record can be named', () => {
    const { book } = migrated('hledger', sample('hledger/print.json'));
    expect(() => objections(book, { ...nothing, last: '7' })).toThrow('--last is for logs');
  });
});
