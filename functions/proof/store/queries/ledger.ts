import * as z from 'zod';
import type { AskDomain } from '../../../kernel/aws/ask-domain.ts';
import { assert } from '../../../kernel/core/assert.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';

/** For whom the ledger is asked. */
interface Asking {
  readonly ask: AskDomain;
  readonly tenant: string;
  readonly requestId: string;
}

/** A receipt with every member that the ledger has by then: the digest is over all of them. */
const receipt = z.looseObject({ tenant: z.string(), id: z.string(), at: z.string() });
export type LedgerReceipt = z.infer<typeof receipt>;

/** Undefined where the ledger has no such receipt. @throws Refusal `unavailable` */
export const ledgerReceipt = async (
  { ask, tenant, requestId }: Asking,
  id: string,
): Promise<LedgerReceipt | undefined> => {
  const { status, body } = await ask({ tenant, requestId, path: '/v1/receipts/{id}', params: { id }, query: {} });
  if (status === 429 || status >= 500)
    throw new Refusal(common.unavailable, 'The ledger does not answer for now. Ask again in a moment.');
  if (status === 404) return undefined;
  assert(status === 200, 'the ledger answers for a receipt or knows none');
  return receipt.parse(JSON.parse(body));
};
