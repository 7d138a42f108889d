import * as z from 'zod';
import { chars } from '../../../kernel/values/bounded.ts';
import type { Instruction, RailReport } from '../../model/rail.ts';

/** How the sandbox's bank is spoken to: amounts are texts, as everywhere on a wire. */
const digits = z.string().regex(/^[1-9][0-9]{0,17}$/);

const order = z.looseObject({
  kind: z.enum(['payment', 'refund']),
  reference: chars(64),
  payment: chars(64),
  tenant: chars(64),
  destination: chars(2 * 255),
  amount: digits,
  currency: chars(3),
});

/** What the bank is asked; nothing of it on the minute, by its clock. */
export const bankQuestion = z.union([
  z.strictObject({ submit: order }),
  z.strictObject({ cancel: order }),
  z.strictObject({}),
]);
export type BankQuestion = z.infer<typeof bankQuestion>;
export type BankOrder = z.infer<typeof order>;

const failure = z.looseObject({ code: chars(64), detail: chars(500) });
const report = z.union([
  z.looseObject({ kind: z.enum(['accepted', 'settled', 'recalled', 'kept']) }),
  z.looseObject({ kind: z.literal('refused'), failure }),
  z.looseObject({ kind: z.literal('returned'), amount: digits }),
]);
export type BankReport = z.infer<typeof report>;

/** What the bank sends by itself. */
const sent = z.looseObject({ tenant: chars(64), payment: chars(64), report });

const said = (one: BankReport): RailReport => {
  if (one.kind === 'returned') return { kind: 'returned', amount: BigInt(String(one.amount)) };
  if (one.kind !== 'refused') return { kind: one.kind };
  const { code, detail } = failure.parse(one.failure);
  return { kind: 'refused', failure: { code, detail } };
};

export const readBankAnswer = (text: string): RailReport => said(report.parse(JSON.parse(text)));

export const readBankReport = (text: string) => {
  const { tenant, payment, report: one } = sent.parse(JSON.parse(text));
  return { tenant, payment, report: said(one) };
};

export const bankOrder = ({ amount, file: _, ...rest }: Instruction): BankOrder => ({
  ...rest,
  amount: String(amount),
});
