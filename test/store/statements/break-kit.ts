import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  approveBreakResolutionRoute,
  getReconciliationRoute,
  listBreaksRoute,
  resolveBreakRoute,
  undoBreakResolutionRoute,
} from '../../../functions/statements/handlers/api/reconciliations.ts';
import { type BookedLine, mt940Day } from '../../support/bank-days.ts';
import type { Sent } from '../ledger/kit.ts';
import { bankWorld } from './bank-world.ts';
import { MirrorBooks } from './mirror-books.ts';

/** The second pair of eyes. */
export const OTHER: Sent = { clientId: 'cli_other' };

/** A bank account, its days, and the ledger that mirrors it. */
export const breakKit = async (client: DynamoDBClient, more: object = {}) => {
  const world = await bankWorld(client);
  const books = new MirrorBooks();
  world.ledger.answer = books.answer;
  const id = await world.account(more);
  const at = { params: { bankAccount: id } };
  const { call, deps } = world;
  return {
    ...{ world, books, id },
    day: (day: string, opening: number, lines: readonly BookedLine[]) => world.take(id, mt940Day(day, opening, lines)),
    found: async (query: Record<string, string> = {}) =>
      (await call(getReconciliationRoute(deps), { ...at, query })).body,
    breaks: async (state = 'open') => (await call(listBreaksRoute(deps), { ...at, query: { state } })).body,
    resolve: (brk: string, body: object, as: Sent = {}) =>
      call(resolveBreakRoute(deps), { params: { id: brk }, body, ...as }),
    approve: (brk: string, as: Sent = OTHER) => call(approveBreakResolutionRoute(deps), { params: { id: brk }, ...as }),
    undo: (brk: string, as: Sent = {}) =>
      call(undoBreakResolutionRoute(deps), { params: { id: brk }, body: { reason: 'A mistake.' }, ...as }),
  };
};

/** One that both have, and a fee that only the bank has. */
export const feeKit = async (client: DynamoDBClient, more: object = {}) => {
  const kit = await breakKit(client, more);
  kit.books.add(250, '2026-11-02', 'A1');
  await kit.day('2026-11-02', 0, [
    { amount: 250, reference: 'A1' },
    { amount: -45, text: 'Fee' },
  ]);
  return kit;
};
