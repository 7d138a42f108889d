import { openReader } from '../../functions/kernel/formats/statement/open-reader.ts';
import { addDays, type CivilDate, parseCivilDate } from '../../functions/kernel/values/civil-date.ts';
import { formatMajor } from '../../functions/kernel/values/money.ts';
import { FileTaking } from '../../functions/statements/model/reconciliation/bank-statements.ts';
import type { AccountStatement } from '../../functions/statements/model/statement/account-statement.ts';
import { writeCamt053 } from '../../functions/statements/model/statement/write-camt053.ts';
import { type Reconciliation, reconcile } from '../reconcile/reconcile.ts';
import { readLedgerAccount } from '../statement/account-entries.ts';
import { readStatement } from '../statement/read-statement.ts';
import type { Api } from './api.ts';
import { CommandFailure } from './problem-error.ts';
import type { Terminal } from './terminal.ts';

const WITHIN_MS = 60_000;
const PAUSE_MS = 200;
/** What the bank takes for its trouble, in minor units. */
const FEE = 150n;

const today = (): CivilDate => {
  const day = parseCivilDate(new Date().toISOString().slice(0, 10));
  if (day === undefined) throw new CommandFailure('The clock of this machine has no day.');
  return day;
};

/** History follows the account by a moment: asks until it is complete. */
const whenComplete = async <T extends { readonly complete: boolean }>(ask: () => Promise<T>): Promise<T> => {
  const until = Date.now() + WITHIN_MS;
  for (;;) {
    const found = await ask();
    if (found.complete) return found;
    if (Date.now() > until) throw new CommandFailure(`History is still behind after ${WITHIN_MS / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
};

/** A bank's file of the account's day, as a bank would write it that has taken a fee of which the ledger has not heard. */
const bankFile = (day: AccountStatement, on: CivilDate): string => {
  const closing = day.closing - FEE;
  const fee = {
    ...{ version: day.lines.length + 1, transactionId: 'BANK-FEE', amount: -FEE, balance: closing },
    ...{ bookedOn: on, effectiveOn: on, description: 'Account maintenance' },
  };
  const own = { ...day, lines: [...day.lines, fee], out: day.out + FEE, closing };
  return [...writeCamt053(own, `${new Date().toISOString().slice(0, 19)}Z`)].join('');
};

const held = (api: Api, account: string, file: string): Promise<Reconciliation> => {
  const [reader, taking] = [openReader({ format: 'camt' }), new FileTaking()];
  for (const part of [...reader.push(Buffer.from(file)), ...reader.end()]) taking.take(part);
  return reconcile(api, account, taking.statements);
};

/** The end of the day: the bank's statement against the account, what differs, what is done about it, and the proof. */
export const proveDay = async (
  api: Api,
  account: string,
  book: (amount: string, reference: string) => Promise<unknown>,
  out: Terminal,
): Promise<boolean> => {
  const to = today();
  // The demo may begin before midnight in UTC and end behind it.
  const days = { from: addDays(to, -1), to, basis: 'booked' } as const;
  const mirror = () => readLedgerAccount(api, account);
  const day = await whenComplete(async () => readStatement(api, await mirror(), days, () => undefined));
  const file = bankFile(day, to);
  const found = await held(api, account, file);
  const [first] = found.breaks;
  const reference = found.lineOf(first?.bank ?? '')?.line.endToEndId;
  const fee = `${formatMajor(FEE, 2)} USD`;
  if (first?.is !== 'missing-here' || first.difference !== -FEE || reference === undefined)
    throw new CommandFailure('The fee that only the bank has was not found.');
  out.line(
    `\nThe bank's statement of the day (camt.053) against ${account}: one line is missing here, a fee of ${fee}.`,
  );
  await book(String(FEE), reference);
  const { breaks, proof, matches } = await whenComplete(() => held(api, account, file));
  if (proof?.proved !== true || proof.difference !== 0n || breaks.length > 0)
    throw new CommandFailure('The day does not prove although the fee is booked.');
  out.line(
    `Booked under the bank's reference, all ${matches.length} lines match and the day is proved: bank and ledger both have ${formatMajor(proof.bankClosing, 2)} USD.`,
  );
  return true;
};
