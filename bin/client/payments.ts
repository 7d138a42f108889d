import * as z from 'zod';
import { exponentOf } from '../../functions/kernel/values/currencies.ts';
import { formatMajor } from '../../functions/kernel/values/money.ts';
import { returnCodeOf } from '../../functions/payments/rails/ach/format/return-codes.ts';
import { plain } from './answers.ts';
import type { Api } from './api.ts';
import { hint } from './hints.ts';
import { CommandFailure } from './problem-error.ts';
import type { Terminal } from './terminal.ts';

const line = z.looseObject({ step: z.string(), at: z.string(), note: z.string().nullable() });

/** A payment as far as the command line reads it; all of it is passed on to programs. */
export const payment = z.looseObject({
  id: z.string(),
  state: z.string(),
  step: z.string(),
  from: z.string(),
  to: z.looseObject({
    rail: z.string(),
    account: z.string().optional(),
    destination: z.string().optional(),
    iban: z.string().optional(),
    accountNumber: z.string().optional(),
  }),
  amount: z.string().regex(/^[0-9]{1,28}$/),
  currency: z.string(),
  failure: z.looseObject({ code: z.string(), detail: z.string() }).nullable(),
  stuck: z.string().nullable(),
  timeline: z.array(line),
  createdAt: z.string(),
});
export type Payment = z.infer<typeof payment>;
export const paymentPage = z.looseObject({ data: z.array(payment), nextCursor: z.string().nullable() });

const amountOf = ({ amount, currency }: Payment): string =>
  `${formatMajor(BigInt(amount), exponentOf(currency) ?? 0)} ${plain(currency)}`;
/** Whom a payment is for, as a person tells it. */
export const endText = ({ to }: Pick<Payment, 'to'>): string =>
  plain(to.account ?? `${to.rail}:${to.destination ?? to.iban ?? to.accountNumber ?? ''}`);

/** One line for a list. */
export const shortLine = (one: Payment): string =>
  [
    one.id,
    one.createdAt.slice(0, 19),
    one.state.padEnd(18),
    amountOf(one).padStart(16),
    `${plain(one.from)} -> ${endText(one)}`,
  ]
    .concat(one.stuck === null ? [] : [`stuck: ${plain(one.stuck)}`])
    .join('  ');

/** A bank's code is read by few. */
const inWords = (note: string): string => {
  const words = returnCodeOf(note);
  return words === undefined ? '' : `: ${words}`;
};

/** A payment with its timeline. */
export const showPayment = (one: Payment, out: Terminal): void => {
  out.line(`${one.id}  ${one.state}  ${amountOf(one)}  ${plain(one.from)} -> ${endText(one)}`);
  for (const { at, step, note } of one.timeline)
    out.line(`  ${at}  ${plain(step)}${note === null ? '' : `  (${plain(note)}${inWords(note)})`}`);
  if (one.failure !== null) out.line(`  ${plain(one.failure.code)}: ${plain(one.failure.detail)}`);
  if (one.stuck !== null)
    out.line(
      `  stuck: ${plain(one.stuck)}. Somebody else than its maker says --outcome settled, failed or returned: ${hint('payments', 'resolve', one.id)}`,
    );
};

export const readPayment = (api: Api, id: string): Promise<Payment> =>
  api.ask((folio) => folio.GET('/v1/payments/{id}', { params: { path: { id } } }), payment);

const PAUSE_MS = 200;

/**
 * Reads a payment until it is under way no more, or is stuck.
 * @param say hears how far it has come
 */
export const waitFor = async (
  api: Api,
  id: string,
  withinMs: number,
  say: (text: string) => void = () => undefined,
): Promise<Payment> => {
  const until = Date.now() + withinMs;
  for (;;) {
    const one = await readPayment(api, id).catch((error: unknown) => {
      if (!(error instanceof CommandFailure)) throw error;
      throw new CommandFailure(`${error.message} ${id} was made: ${hint('payments', 'show', id)}`, { cause: error });
    });
    if (one.state !== 'processing' || one.stuck !== null) return one;
    if (Date.now() > until)
      throw new CommandFailure(
        `${id} is still at ${plain(one.step)} after ${withinMs / 1000} s. ${hint('payments', 'show', id)}`,
      );
    say(`${id}: ${plain(one.step)} ...`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
};
