import * as z from 'zod';
import { chars } from '../../kernel/values/bounded.ts';
import type { Failure } from './payment.ts';

/** What the ledger said to an order. `waiting`: nothing that counts; the same order again will tell. */
export type LedgerAnswer =
  | { readonly kind: 'made'; readonly transaction: string; readonly state: string }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'waiting' };

const made = z.looseObject({ id: chars(64), state: chars(16) });
const problem = z.looseObject({ type: z.string(), detail: z.string() });

/** Refusals that pass by themselves. */
const PASSING: ReadonlySet<string> = new Set(['conflict', 'idempotency-in-progress', 'over-budget', 'unavailable']);

const slugOf = (type: string): string => type.slice(type.lastIndexOf('/') + 1);

/** Reads an answer of the ledger, whatever release of it gave it. */
export const readLedgerAnswer = (status: number, body: string): LedgerAnswer => {
  if (status === 429 || status >= 500) return { kind: 'waiting' };
  if (status < 300) {
    const { id, state } = made.parse(JSON.parse(body));
    return { kind: 'made', transaction: id, state };
  }
  const { type, detail } = problem.parse(JSON.parse(body));
  const code = slugOf(type);
  return PASSING.has(code) ? { kind: 'waiting' } : { kind: 'refused', failure: { code, detail } };
};
