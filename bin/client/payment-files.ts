import * as z from 'zod';
import { exponentOf } from '../../functions/kernel/values/currencies.ts';
import { formatMajor } from '../../functions/kernel/values/money.ts';
import { plain } from './answers.ts';
import type { Api } from './api.ts';
import { hint } from './hints.ts';
import { CommandFailure } from './problem-error.ts';
import type { Terminal } from './terminal.ts';

/** A file as far as the command line reads it; all of it is passed on to programs. */
export const paymentFile = z.looseObject({
  id: z.string(),
  rail: z.string(),
  direction: z.enum(['out', 'in']),
  state: z.string(),
  createdAt: z.string(),
  payments: z.int().optional(),
  amount: z
    .string()
    .regex(/^[0-9]{1,28}$/)
    .optional(),
  currency: z.string().optional(),
  executionDate: z.string().optional(),
  form: z.string().nullish(),
  reports: z.int().optional(),
  tasks: z.int().optional(),
  refusal: z.looseObject({ code: z.string(), detail: z.string(), place: z.string().nullable() }).nullish(),
});
export type PaymentFile = z.infer<typeof paymentFile>;
export const filePage = z.looseObject({ data: z.array(paymentFile), nextCursor: z.string().nullable() });

const told = ({ direction, payments, amount, currency, executionDate, form, reports, tasks }: PaymentFile): string => {
  if (direction === 'in') return `${plain(form ?? 'unknown form')}, ${reports ?? 0} reports, ${tasks ?? 0} tasks`;
  const money = formatMajor(BigInt(amount ?? 0), exponentOf(currency ?? '') ?? 0);
  return `${payments ?? 0} payments, ${money} ${plain(currency ?? '')}, for ${plain(executionDate ?? '')}`;
};

/** One line for a list. */
export const fileLine = (file: PaymentFile): string =>
  [file.id, file.createdAt.slice(0, 19), file.direction.padEnd(3), file.rail, file.state.padEnd(8), told(file)].join(
    '  ',
  );

/** A file, with why it was refused. */
export const showFile = (file: PaymentFile, out: Terminal): void => {
  out.line(fileLine(file));
  const { refusal } = file;
  if (refusal !== null && refusal !== undefined)
    out.line(`  refused: ${plain(refusal.code)}: ${plain(refusal.detail)} ${plain(refusal.place ?? '')}`.trimEnd());
  if ((file.tasks ?? 0) > 0) out.line(`  A person has to look: ${hint('payments', 'tasks')}`);
};

const MOVING: ReadonlySet<string> = new Set(['filling', 'closed', 'received']);
const PAUSE_MS = 200;

/**
 * Reads a file until it is written, taken or refused.
 * @param say hears how far it has come
 */
export const waitForFile = async (
  api: Api,
  id: string,
  withinMs: number,
  say: (text: string) => void = () => undefined,
): Promise<PaymentFile> => {
  const until = Date.now() + withinMs;
  for (;;) {
    const read = api.ask((folio) => folio.GET('/v1/payment-files/{id}', { params: { path: { id } } }), paymentFile);
    const file = await read.catch((error: unknown) => {
      if (!(error instanceof CommandFailure)) throw error;
      throw new CommandFailure(`${error.message} ${id} is there: ${hint('files', 'list')}`, { cause: error });
    });
    if (!MOVING.has(file.state)) return file;
    if (Date.now() > until)
      throw new CommandFailure(
        `${id} is still ${plain(file.state)} after ${withinMs / 1000} s. What becomes of it: ${hint('files', 'list')}`,
      );
    say(`${id}: ${plain(file.state)} ...`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
};

const part = z.looseObject({ content: z.string(), nextFrom: z.int().nullable() });

/** The bytes of a file, part by part. */
export async function* contentOf(api: Api, id: string): AsyncGenerator<Buffer> {
  for (let from: number | null = 0; from !== null; ) {
    const params: { path: { id: string }; query: { from: string } } = { path: { id }, query: { from: String(from) } };
    const { content, nextFrom }: z.infer<typeof part> = await api.ask(
      (folio) => folio.GET('/v1/payment-files/{id}/content', { params }),
      part,
    );
    yield Buffer.from(content, 'base64');
    from = nextFrom;
  }
}
