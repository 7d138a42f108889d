import * as z from 'zod';
import { exponentOf } from '../../functions/kernel/values/currencies.ts';
import { formatMajor } from '../../functions/kernel/values/money.ts';
import { plain } from './answers.ts';
import { hint } from './hints.ts';

const account = z.looseObject({
  id: z.string(),
  numbers: z.array(z.string()),
  currency: z.string(),
  account: z.string(),
  filesTaken: z.number(),
  filesRefused: z.number(),
});
/** A bank account, and the list of them. */
export const bankAccount = Object.assign(account, { list: z.looseObject({ data: z.array(account) }) });

export const accountLine = (one: z.infer<typeof account>): string =>
  `${plain(one.id)}  ${one.numbers.map(plain).join(', ')}  mirrored by ${plain(one.account)} in ${plain(one.currency)}  ${one.filesTaken} files taken, ${one.filesRefused} refused`;

export const bankFile = z.looseObject({
  id: z.string(),
  format: z.string().nullable(),
  statements: z.array(z.looseObject({ from: z.string(), to: z.string(), lines: z.number() })),
  others: z.number(),
  gaps: z.array(z.looseObject({ after: z.string(), before: z.string(), closed: z.string(), opens: z.string() })),
});

export const fileLines = (name: string, file: z.infer<typeof bankFile>): readonly string[] => [
  `${name} is taken as ${plain(file.id)} (${plain(file.format ?? 'no format')}).`,
  ...file.statements.map(({ from, to, lines }) => `  ${plain(from)} to ${plain(to)}: ${lines} lines`),
  ...(file.others > 0 ? [`  ${file.others} statements of other accounts in it are not taken.`] : []),
  ...file.gaps.map(
    ({ after, before, closed, opens }) =>
      `  Gap: ${plain(after)} closes with ${plain(closed)} minor units, ${plain(before)} opens with ${plain(opens)}: a statement is missing.`,
  ),
];

const money = (minor: string, currency: string): string =>
  `${formatMajor(BigInt(minor), exponentOf(currency) ?? 0)} ${plain(currency)}`;
const minor = z.string().regex(/^-?[0-9]{1,40}$/);

export const proof = z.looseObject({
  account: z.string(),
  currency: z.string(),
  day: z.string(),
  bankClosing: minor,
  ledgerClosing: minor,
  difference: minor,
  carried: minor,
  items: z.array(
    z.looseObject({ is: z.string(), amount: minor, bank: z.array(z.string()), ledger: z.array(z.string()) }),
  ),
  openBreaks: z.number(),
  gaps: z.number(),
  complete: z.boolean(),
  proved: z.boolean(),
});

export const proofLines = (one: z.infer<typeof proof>): readonly string[] => [
  `At the end of ${plain(one.day)}: bank ${money(one.bankClosing, one.currency)}, ledger ${money(one.ledgerClosing, one.currency)}, difference ${money(one.difference, one.currency)}.`,
  ...one.items.map(({ is, amount, bank, ledger }) => {
    const of = [...bank, ...ledger].map(plain).join(', ');
    return `  ${plain(is)}: ${money(amount, one.currency)}${of === '' ? '' : `, ${of}`}`;
  }),
  ...(BigInt(one.carried) === 0n ? [] : [`  From before the first statement: ${money(one.carried, one.currency)}.`]),
  ...(one.gaps > 0 ? [`  ${one.gaps} gaps between statements, or missing pages.`] : []),
  ...(one.complete ? [] : ['  Entries of the ledger are still on their way: ask again in a moment.']),
  one.proved ? 'Proved: that makes the difference to the last minor unit.' : 'Not proved.',
];

export const resolution = z.looseObject({
  break: z.string(),
  how: z.string(),
  state: z.string(),
  difference: z.string(),
  transaction: z.string().nullable(),
  attempt: z.number().optional(),
});

const stateOf = ({ break: id, state, attempt }: z.infer<typeof resolution>): string =>
  state === 'proposed'
    ? `proposed; another client agrees with ${hint('banks', 'approve', id, ...(attempt === undefined ? [] : ['--attempt', String(attempt)]))}`
    : (STATES[state] ?? plain(state));
const STATES: Readonly<Record<string, string>> = {
  booking: 'being booked',
  active: 'resolved',
  undone: 'undone; the break is open again',
};

export const resolutionLine = (one: z.infer<typeof resolution>): string =>
  `${plain(one.break)}: ${plain(one.how)}, ${stateOf(one)}${one.transaction === null ? '' : ` (${plain(one.transaction)})`}.`;

const side = z.looseObject({ id: z.string(), on: z.string() }).nullable();
const oneBreak = z.looseObject({
  id: z.string(),
  is: z.string(),
  difference: minor,
  ageDays: z.number(),
  bank: side,
  ledger: side,
  candidates: z.array(z.string()),
  resolution: z.looseObject({ how: z.string(), state: z.string() }).nullable(),
});
export const breaks = z.looseObject({ day: z.string(), currency: z.string(), data: z.array(oneBreak) });

export const breakLine = (one: z.infer<typeof oneBreak>, currency: string): string => {
  const where = [one.bank && `line ${plain(one.bank.id)}`, one.ledger && `entry ${plain(one.ledger.id)}`];
  const meant = one.candidates.length === 0 ? '' : `  perhaps ${one.candidates.map(plain).join(', ')}`;
  const state = one.resolution === null ? '' : `  ${plain(one.resolution.how)} ${plain(one.resolution.state)}`;
  return `${plain(one.id)}  ${plain(one.is)}  ${money(one.difference, currency)}  ${where.filter(Boolean).join(', ')}  ${one.ageDays} days old${state}${meant}`;
};
