import type { Book, Leg } from '../book.ts';
import { conversionsOf, countered, Gathering } from '../gathering.ts';
import { refusedExport } from '../refuse.ts';
import { fromDecimal, type SourceCurrencies } from '../source-currencies.ts';
import { holdAssertions } from './assertions.ts';
import { type Directive, directivesOf } from './directives.ts';
import { type Assertion, assertionOf, headOf, metaOf, openOf, type Posting, postingOf } from './parts.ts';
import { readBalancesCsv } from './read-balances-csv.ts';

const DEBIT_ROOT = /^(?:Assets|Expenses):/;
const CREDIT_ROOT = /^(?:Liabilities|Equity|Income):/;
const FLAG = /^(?:txn|[*!&#?%PSTCURM])$/;
/** What a directive says that Folio has no place for. */
const UNEQUAL: Readonly<Record<string, string>> = {
  close: 'its account stays open here',
  commodity: 'currencies are those of ISO 4217',
  custom: 'it means something to a plugin only',
  document: 'files are not kept',
  event: 'it is of no account',
  note: 'accounts have no notes',
  option: 'it is for beancount',
  pad: 'the transaction that fills it up is booked in its place',
  price: 'rates are not kept',
  query: 'it is for beancount',
};

const sideOf = (account: string): 'debit' | 'credit' => (CREDIT_ROOT.test(account) ? 'credit' : 'debit');

const metadataOf = (found: Gathering, { line, below, word }: Directive): Readonly<Record<string, string>> => {
  const members: [string, string][] = [];
  let isOfPosting = false;
  for (const one of below) {
    const meta = metaOf(one);
    if (meta === undefined) isOfPosting = FLAG.test(word);
    else if (isOfPosting) found.unequal(one.line, 'metadata of a posting', `${meta[0]}: ${JSON.stringify(meta[1])}`);
    else members.push([meta[0], meta[1]]);
  }
  if (new Set(members.map(([key]) => key)).size !== members.length)
    throw refusedExport('line', line, 'a key of its metadata stands there twice.');
  return Object.fromEntries(members);
};

const legOf = (found: Gathering, currencies: SourceCurrencies, one: Posting): Leg | undefined => {
  const { line, account, number, currency, flag, cost, price } = one;
  if (flag !== undefined) found.unequal(line, 'flag of a posting', `${flag} on ${account}`);
  if (cost !== undefined) found.unequal(line, 'cost', `${number} ${currency} ${cost} on ${account}`);
  if (price !== undefined) found.unequal(line, 'price', `${number} ${currency} ${price} on ${account}`);
  const code = currencies.code(currency);
  if (code === undefined) {
    found.foreign(
      currency,
      line,
      'currency',
      `${number} ${currency} on ${account}: no currency of ISO 4217 that has minor units`,
    );
    return undefined;
  }
  const minor = fromDecimal(number, code);
  if (minor !== undefined) return { account, currency: code, minor };
  throw refusedExport(
    'line',
    line,
    `${number} ${currency} is finer than the smallest unit of ${code}, or longer than a balance: no balance here could be equal.`,
  );
};

/** Accounts are opened first on a day, wherever that stands. */
const byDay = (a: Directive, b: Directive): number => {
  if (a.date !== b.date) return a.date < b.date ? -1 : 1;
  return Number(b.word === 'open') - Number(a.word === 'open');
};

/** A file as beancount prints it: every amount filled in, every plugin applied, what was padded as transactions. */
export const readBeancount = (text: string, currencies: SourceCurrencies, balances?: string): Book => {
  const found = new Gathering();
  const assertions: Assertion[] = [];
  const directives = [...directivesOf(text)];
  const ofDay = new Map<string, number>();
  for (const directive of directives.toSorted(byDay)) {
    const { line, date, word, rest } = directive;
    if (word === 'open') {
      const { account, currencies: named, booking } = openOf(directive);
      if (found.accountOf(account) !== undefined)
        throw refusedExport(
          'line',
          line,
          `${account} is opened a second time: the file holds two books, or the same twice.`,
        );
      if (!DEBIT_ROOT.test(account) && !CREDIT_ROOT.test(account))
        found.unequal(
          line,
          'root',
          `${account} is under none of beancount's own five roots: opened with debits as its side`,
        );
      if (booking !== undefined) found.unequal(line, 'booking method', `${booking} of ${account}`);
      const codes = named.map((one) => currencies.code(one));
      for (const [index, one] of named.entries())
        if (codes[index] === undefined) found.foreign(one, line, 'currency', `${account} is opened for ${one}`);
      found.account({
        name: account,
        place: line,
        side: sideOf(account),
        overdraft: 'unlimited',
        metadata: metadataOf(found, directive),
        currencies: codes.filter((one) => one !== undefined),
      });
    } else if (word === 'balance') assertions.push(assertionOf(directive));
    else if (FLAG.test(word)) {
      const { payee, narration, tags, links } = headOf(directive);
      const legs = directive.below
        .filter((one) => metaOf(one) === undefined)
        .map((one) => legOf(found, currencies, postingOf(one)))
        .filter((one) => one !== undefined);
      for (const { account } of legs)
        if (found.accountOf(account) === undefined)
          throw refusedExport(
            'line',
            line,
            `${account} is opened nowhere before: the beginning of the file is missing.`,
          );
      const place = (ofDay.get(date) ?? 0) + 1;
      ofDay.set(date, place);
      found.movements.push({
        place: line,
        id: `${date}:${place}`,
        at: `${date}T00:00:00Z`,
        legs: countered(legs, conversionsOf('beancount')),
        description: [payee, narration].filter(Boolean).join(' | '),
        metadata: {
          ...metadataOf(found, directive),
          ...(word === '*' || word === 'txn' ? {} : { 'beancount-flag': word }),
          ...(payee === undefined ? {} : { 'beancount-payee': payee }),
          ...(tags.length === 0 ? {} : { 'beancount-tags': tags.join(' ') }),
          ...(links.length === 0 ? {} : { 'beancount-links': links.join(' ') }),
        },
      });
    } else {
      const why = UNEQUAL[word];
      if (why === undefined)
        throw refusedExport(
          'line',
          line,
          `there is no directive "${word}" in beancount 2 and 3: of which version is the file?`,
        );
      found.unequal(line, word, `${rest.replaceAll(/\s+/g, ' ').slice(0, 120)} (${why})`);
    }
  }
  holdAssertions(found, assertions, currencies);
  if (balances !== undefined) {
    found.stated.length = 0;
    readBalancesCsv(found, balances, currencies);
  }
  return found.book({
    counts: 'line',
    form: 'a journal as beancount prints it',
    balancesBy: `bean-query -f csv FILE "SELECT account, currency, sum(number) AS number GROUP BY account, currency"`,
  });
};
