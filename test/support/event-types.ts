import { ledgerEvents } from '../../functions/ledger/contract/events.ts';
import { paymentsEvents } from '../../functions/payments/contract/events.ts';
import { webhooksEvents } from '../../functions/webhooks/contract/events.ts';

/** The types of all public events, as the stack of webhooks tells its API. */
export const EVENT_TYPES: ReadonlySet<string> = new Set(
  [...Object.values(ledgerEvents), ...Object.values(webhooksEvents), ...Object.values(paymentsEvents)]
    .filter((one) => one.public)
    .map(({ detailType }) => detailType),
);
