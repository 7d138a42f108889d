import type { Context } from 'aws-lambda';
import type { InvokeFunction } from '../../../functions/kernel/aws/invoke-function.ts';
import { publishTo } from '../../../functions/kernel/aws/put-events.ts';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import { buildBackOffice } from '../../../functions/payments/handlers/api/back-office-routes.ts';
import { buildBatches } from '../../../functions/payments/handlers/api/batch-routes.ts';
import { build } from '../../../functions/payments/handlers/api/routes.ts';
import { fileRails } from '../../../functions/payments/rails/file-rails.ts';
import { fileReaders } from '../../../functions/payments/rails/file-readers.ts';
import { fileWriters } from '../../../functions/payments/rails/file-writers.ts';
import { allRails } from '../../../functions/payments/rails/rails.ts';
import { buildBank } from '../../../functions/payments/rails/sandbox/bank.ts';
import { askingClientFiles } from '../../../functions/payments/rails/sepa/ask-client-files.ts';
import { buildClientFiles } from '../../../functions/payments/rails/sepa/client-files.ts';
import { askingLedger } from '../../../functions/payments/store/commit/ledger.ts';
import { buildFileWork } from '../../../functions/payments/store/jobs/file-work.ts';
import { buildInboxWork } from '../../../functions/payments/store/jobs/inbox-work.ts';
import { buildSweep } from '../../../functions/payments/store/jobs/sweep.ts';
import { buildWork } from '../../../functions/payments/store/jobs/work.ts';
import { buildRelay } from '../../../functions/payments/store/relay/relay.ts';
import { workQueue } from '../../../functions/payments/store/relay/work-queue.ts';
import { bucketOf, spool } from '../machine/buckets.ts';
import type { Handler, ProcessPorts } from '../machine/machine.ts';
import { clientOf, type Services, TABLES } from './outside.ts';

type AnyHandler = (event: never, context: Context) => Promise<unknown>;

/** Each function's time, as lib/payments has it. */
const contextOf = (ms: number): Context => ({ getRemainingTimeInMillis: () => ms }) as Context;
const signed = cursors(async () => Buffer.alloc(32, 1));

/** What each function of payments is made of, in a process of its own. */
const parts = (ports: ProcessPorts, services: Services) => {
  const { clock, random, timer, call, release: codeVersion } = ports;
  const { log } = services;
  const dynamo = clientOf(ports, services.table);
  const store = { dynamo, table: TABLES.payments, clock, random, codeVersion };
  const queued = (url: string) =>
    workQueue({ client: clientOf(ports, ({ input }) => services.queue(input)), url, clock, random });
  const invoking =
    (called: string, other: string): InvokeFunction =>
    (payload) =>
      call(called, payload, async () => ({ text: await services.invoke(other, payload), version: '1' }));
  const api = { ...store, log, timer, rails: allRails({ bank: undefined }), budgeting: undefined, cursors: signed };
  const buckets = {
    outbox: bucketOf(ports, services.buckets, 'outbox'),
    inbox: bucketOf(ports, services.buckets, 'inbox'),
  };
  return { clock, log, store, queued, invoking, api, buckets };
};

type Parts = ReturnType<typeof parts>;
type Start = (all: Parts, ports: ProcessPorts, services: Services) => readonly [unknown, number];

const shared = ({ clock, log, store, queued, invoking }: Parts) => ({
  ...{ clock, log, store, post: queued('payments-work'), postFile: queued('payments-files') },
  ...{
    rails: allRails({ bank: invoking('bank', 'sandbox-bank') }),
    ask: askingLedger(invoking('ledger', 'ledger-api')),
  },
});

/** Cold starts, and how many milliseconds each function has. */
const STARTS: ReadonlyMap<string, Start> = new Map<string, Start>([
  [
    'payments-api',
    ({ api, invoking }) => [build({ ...api, ask: askingLedger(invoking('ledger', 'ledger-api')) }), 15_000],
  ],
  ['payments-back-office', ({ api, buckets }) => [buildBackOffice({ ...api, ...buckets }), 15_000]],
  [
    'payments-batches',
    ({ api, invoking }) => [
      buildBatches({ ...api, readClientFile: askingClientFiles(invoking('client-files', 'client-files')) }),
      15_000,
    ],
  ],
  ['client-files', ({ clock, log }) => [buildClientFiles({ clock, log }), 10_000]],
  ['payments-work', (all) => [buildWork(shared(all)), 30_000]],
  [
    'payments-relay',
    (all, ports, services) => {
      const publish = publishTo(
        clientOf(ports, ({ input }) => services.bus(input)),
        'folio',
      );
      return [buildRelay({ ...shared(all), publish }), 60_000];
    },
  ],
  ['payments-sweep', (all) => [buildSweep(shared(all)), 50_000]],
  [
    'payments-files',
    ({ clock, log, store, queued, buckets }) => {
      const posts = { post: queued('payments-files'), postInbox: queued('payments-inbox') };
      return [
        buildFileWork({ clock, log, store, rails: fileRails, writers: fileWriters, spool, ...posts, ...buckets }),
        180_000,
      ];
    },
  ],
  [
    'payments-inbox',
    ({ clock, log, store, queued, buckets }) => {
      const post = queued('payments-inbox');
      return [
        buildInboxWork({ clock, log, store, rails: fileRails, readers: fileReaders, spool, post, ...buckets }),
        180_000,
      ];
    },
  ],
  [
    'sandbox-bank',
    ({ clock, log, store, queued }) => [
      buildBank({ clock, log, store: { ...store, table: TABLES.bank }, send: queued('payments-work') }),
      30_000,
    ],
  ],
]);

/** Cold starts of the functions of payments. */
export const startPayments = (name: string, ports: ProcessPorts, services: Services): Handler | undefined => {
  const start = STARTS.get(name);
  if (start === undefined) return undefined;
  const [handler, ms] = start(parts(ports, services), ports, services);
  const context = contextOf(ms);
  return (event) => (handler as AnyHandler)(event as never, context);
};
