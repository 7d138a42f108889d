import { askingDomain } from '../../../kernel/aws/ask-domain.ts';
import type { InvokeFunction } from '../../../kernel/aws/invoke-function.ts';
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
export const askingLedger = (invoke: InvokeFunction): AskLedger => {
  const ask = askingDomain(invoke, CLIENT, new Set(['ledger:read', 'ledger:write']));
  return ({ tenant, requestId }, { body, ...call }) =>
    ask({ ...call, tenant, requestId, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
};
