import { readAnswer } from '../../../kernel/aws/domain-answer.ts';
import { domainCall } from '../../../kernel/aws/domain-call.ts';
import type { InvokeFunction } from '../../../kernel/aws/invoke-function.ts';
import { assert } from '../../../kernel/core/assert.ts';
import type { LedgerCall } from '../../model/ledger-order.ts';
import type { Payment } from '../../model/payment.ts';

/** What the ledger answers to a call; throws where it does not. */
export type AskLedger = (
  payment: Pick<Payment, 'tenant' | 'requestId'>,
  call: LedgerCall,
) => Promise<{ readonly status: number; readonly body: string }>;

/** How payments is called in the ledger's receipts. */
const CLIENT = 'folio.payments';

/** The ledger by its alias, in the name of the payment's tenant: whatever version of it takes the calls of clients takes these. */
export const askingLedger =
  (invoke: InvokeFunction): AskLedger =>
  async ({ tenant, requestId }, { method, path, params, query, key, body }) => {
    const call = domainCall({
      method,
      path,
      params,
      query,
      requestId,
      caller: { tenant, clientId: CLIENT, scopes: new Set(['ledger:read', 'ledger:write']) },
      ...(key === undefined ? {} : { key }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { text, version } = await invoke(call);
    const { status, body: answer } = readAnswer(text, version);
    assert(status !== 401 && status !== 403, 'the ledger lets payments in');
    return { status, body: answer };
  };
