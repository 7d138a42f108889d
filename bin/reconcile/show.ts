import { bigintJson } from '../../functions/kernel/values/bigint-json.ts';
import { exponentOf } from '../../functions/kernel/values/currencies.ts';
import { formatMajor } from '../../functions/kernel/values/money.ts';
import type { Break } from '../../functions/statements/model/matching/items.ts';
import { plain } from '../client/answers.ts';
import type { Terminal } from '../client/terminal.ts';
import type { Reconciliation } from './reconcile.ts';

/** What is shown one by one before the rest is only counted. */
const SHOWN = 20;

const WORDS: Readonly<Record<Break['is'], string>> = {
  'missing-here': 'the bank has it, the ledger has not',
  'missing-there': 'the ledger has it, the bank has not',
  'amount-differs': 'the same reference, another amount',
  'date-differs': 'the same reference and amount, far apart',
  duplicate: 'the bank has it twice',
  'unknown-return': 'the bank took it back, the ledger knows nothing of it',
  ambiguous: 'more than one could be meant',
};

const counted = (items: readonly string[]): string =>
  [...new Set(items)]
    .toSorted()
    .map((name) => `${items.filter((one) => one === name).length} ${name}`)
    .join(', ');

/** For a person: what was matched, each break with its place, and the proof of the last day. */
export const show = (found: Reconciliation, out: Terminal): void => {
  const { joined, matches, breaks, proof, currency } = found;
  const money = (minor: bigint): string => `${formatMajor(minor, exponentOf(currency) ?? 0)} ${currency}`;
  const { statements, lines, again, pending, gaps, missingPages, replaced, unstated } = joined;
  out.line(
    `${plain(found.bankAccount)} against ${found.account}: ${statements.length} statements, ${lines.length} booked lines, ${again} there before, ${pending} pending.`,
  );
  for (const { after, before, closed, opens } of gaps)
    out.line(
      `Gap: a statement closes on ${after} with ${money(closed)}, the next one opens on ${before} with ${money(opens)}.`,
    );
  for (const { statement, page } of missingPages) out.line(`Gap: page ${page} of ${plain(statement)} is missing.`);
  if (replaced > 0) out.line(`Corrected: ${replaced} statements count no more, a later one took their place.`);
  if (unstated.length > 0)
    out.line(`Notified alone: ${unstated.length} lines are in no statement yet, and count in no balance.`);
  out.line(
    `Matched: ${matches.reduce((sum, { bank }) => sum + bank.length, 0)} lines${matches.length === 0 ? '' : ` (${counted(matches.map(({ rule }) => rule))})`}.`,
  );
  out.line(`Breaks: ${breaks.length}${breaks.length === 0 ? '' : ` (${counted(breaks.map(({ is }) => is))})`}.`);
  for (const { is, bank, ledger, difference, candidates } of breaks.slice(0, SHOWN)) {
    const line = bank === undefined ? undefined : found.lineOf(bank)?.line;
    const entry = ledger === undefined ? undefined : found.entryOf(ledger);
    const where = [line && `line ${line.at} of ${line.bookedOn}`, entry && `${entry.id} of ${entry.on}`]
      .filter(Boolean)
      .join(', ');
    const meant = candidates.length === 0 ? '' : ` Perhaps ${candidates.join(', ')}.`;
    out.line(`  ${is}: ${money(difference)}, ${where}: ${WORDS[is]}.${meant}`);
  }
  if (breaks.length > SHOWN) out.line(`  and ${breaks.length - SHOWN} more; --json lists all.`);
  if (proof === undefined) out.line('Not proved: the files state no balance.');
  else {
    out.line(
      `At the end of ${proof.to}: bank ${money(proof.bankClosing)}, ledger ${money(proof.ledgerClosing)}, difference ${money(proof.difference)}.`,
    );
    if (proof.carried !== 0n)
      out.line(`Before ${proof.from} they differed by ${money(proof.carried)}, which these statements do not explain.`);
    out.line(
      proof.proved
        ? 'Proved: the items above make the difference, to the last minor unit.'
        : 'Not proved: the items above do not make the difference.',
    );
  }
  if (!found.complete) out.note('History is still behind the account: ask again in a moment.');
};

/** For a program: amounts are texts of minor units. */
export const asDocument = (found: Reconciliation): unknown => {
  const { account, bankAccount, currency, joined, matches, breaks, proof, complete } = found;
  const { statements, lines, again, pending, gaps, missingPages, replaced, unstated } = joined;
  const told = {
    account,
    bankAccount,
    currency,
    complete,
    statements: statements.map(({ lines: own, ...statement }) => ({ ...statement, lines: own.length })),
    lines: lines.length,
    again,
    pending,
    gaps,
    missingPages,
    replaced,
    unstated: unstated.length,
    matches,
    breaks: breaks.map((one) => {
      const line = one.bank === undefined ? undefined : found.lineOf(one.bank)?.line;
      return { ...one, ...(line && { line: line.at, bookedOn: line.bookedOn }) };
    }),
    proof: proof ?? null,
  };
  return JSON.parse(bigintJson(told));
};
