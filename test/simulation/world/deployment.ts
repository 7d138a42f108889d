import { RELAYED_SORT_KEYS } from '../../../functions/ledger/store/table/keys.ts';
import { BATCH_SORT, FILE_SORT, PAYMENT_SORT } from '../../../functions/payments/store/table/keys.ts';
import { FEED_PREFIX, JOB_SORT, OUTBOX_SORT } from '../../../functions/webhooks/store/table/keys.ts';
import { domainTable } from '../../support/domain-table.ts';
import { ledgerTable } from '../../support/ledger-table.ts';
import { bankTable, paymentsTable } from '../../support/payments-table.ts';
import { webhooksTable } from '../../support/webhooks-table.ts';
import { TABLES } from '../functions/outside.ts';
import type { Queues } from '../machine/queues.ts';
import type { StreamConsumer } from '../machine/streams.ts';
import type { Profile } from './profile.ts';

const one = (sorts: readonly string[]): StreamConsumer['wants'] => {
  const wanted = new Set(sorts);
  return ({ sk }) => wanted.has(sk);
};

/** The functions on streams, as the stacks in lib/ make them, with fewer lanes where those would never meet here. */
export const consumersOf = ({ webhooks, payments }: Profile): readonly StreamConsumer[] => [
  { to: 'ledger-relay', table: TABLES.ledger, wants: one(RELAYED_SORT_KEYS), batchSize: 500, lanes: 2 },
  ...(webhooks
    ? [
        {
          to: 'fan-out',
          table: TABLES.webhooks,
          wants: (({ sk, before }) =>
            before === undefined && (sk.startsWith(FEED_PREFIX) || sk === JOB_SORT)) satisfies StreamConsumer['wants'],
          batchSize: 100,
          lanes: 2,
        },
        {
          to: 'webhooks-relay',
          table: TABLES.webhooks,
          wants: (({ sk, before }) => before === undefined && sk === OUTBOX_SORT) satisfies StreamConsumer['wants'],
          batchSize: 100,
          lanes: 1,
        },
      ]
    : []),
  ...(payments
    ? [
        {
          to: 'payments-relay',
          table: TABLES.payments,
          wants: one([PAYMENT_SORT, BATCH_SORT, FILE_SORT]),
          batchSize: 100,
          lanes: 2,
        },
      ]
    : []),
];

/** Queues with the seconds for which a message is hidden: six times what its function may take. */
export const defineQueues = (queues: Queues, { webhooks, payments, statements, proof }: Profile): void => {
  if (webhooks) {
    queues.define('intake', 'on-event', 120, 2);
    queues.define('brisk', 'deliver', 90, 4);
    queues.define('patient', 'deliver-patiently', 180, 4);
  }
  if (payments) {
    queues.define('payments-work', 'payments-work', 180, 4);
    queues.define('payments-files', 'payments-files', 1_080, 2, 1);
    queues.define('payments-inbox', 'payments-inbox', 1_080, 2, 1);
  }
  if (statements) queues.define('entries', 'on-entries', 180, 5);
  if (proof) queues.define('receipts', 'on-receipts', 180, 2);
};

/** Queues whose messages are hints: what is to be done stands in a table, and is found there without them. */
export const HINTS: ReadonlySet<string> = new Set(['brisk', 'patient', 'payments-work']);

const PAYMENTS = ['payments-api', 'payments-batches', 'payments-work', 'payments-files', 'payments-inbox'] as const;

/** What starts by the minute. */
export const schedulesOf = ({ webhooks, payments }: Profile): readonly string[] => [
  'sweep-holds',
  ...(webhooks ? ['due'] : []),
  ...(payments ? ['payments-sweep', 'sandbox-bank'] : []),
];

/** Functions whose releases are mixed. */
export const functionsOf = (profile: Profile): readonly string[] => [
  'ledger-api',
  ...consumersOf(profile).map(({ to }) => to),
  ...schedulesOf(profile),
  ...(profile.webhooks ? ['on-event', 'deliver', 'deliver-patiently', 'webhooks-api'] : []),
  ...(profile.payments ? PAYMENTS : []),
  ...(profile.statements ? ['on-entries'] : []),
  ...(profile.proof ? ['on-receipts'] : []),
  ...(profile.identity ? ['identity-api'] : []),
];

/** The tables of the domains that run. */
export const tablesOf = ({ webhooks, payments, statements, proof, identity }: Profile) => [
  ledgerTable(TABLES.ledger),
  ...(webhooks ? [webhooksTable(TABLES.webhooks)] : []),
  ...(payments ? [paymentsTable(TABLES.payments), bankTable(TABLES.bank)] : []),
  ...(statements ? [domainTable(TABLES.statements, [])] : []),
  ...(proof ? [domainTable(TABLES.proof, [])] : []),
  ...(identity ? [domainTable(TABLES.identity, [])] : []),
];
