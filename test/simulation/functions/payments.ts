import type { Context } from 'aws-lambda';
import type { InvokeFunction } from '../../../functions/kernel/aws/invoke-function.ts';
import { publishTo } from '../../../functions/kernel/aws/put-events.ts';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import { build } from '../../../functions/payments/handlers/api/routes.ts';
import { allRails } from '../../../functions/payments/rails/rails.ts';
import { buildBank } from '../../../functions/payments/rails/sandbox/bank.ts';
import { askingLedger } from '../../../functions/payments/store/commit/ledger.ts';
import { buildSweep } from '../../../functions/payments/store/jobs/sweep.ts';
import { buildWork } from '../../../functions/payments/store/jobs/work.ts';
import { buildRelay } from '../../../functions/payments/store/relay/relay.ts';
import { workQueue } from '../../../functions/payments/store/relay/work-queue.ts';
import type { Handler, ProcessPorts } from '../machine/machine.ts';
import { clientOf, type Services, TABLES } from './outside.ts';

type AnyHandler = (event: never, context: Context) => Promise<unknown>;

/** Each function's time, as lib/payments has it. */
const contextOf = (ms: number): Context => ({ getRemainingTimeInMillis: () => ms }) as Context;

/** Cold starts of the functions of payments. */
export const startPayments = (name: string, ports: ProcessPorts, services: Services): Handler | undefined => {
  const { clock, random, timer, call, release } = ports;
  const { log } = services;
  const codeVersion = release;
  const dynamo = clientOf(ports, services.table);
  const store = { dynamo, table: TABLES.payments, clock, random, codeVersion };
  const queued = (url: string) =>
    workQueue({ client: clientOf(ports, ({ input }) => services.queue(input)), url, clock, random });
  const post = queued('payments-work');
  const postFile = queued('payments-files');
  const invoking =
    (called: string, other: string): InvokeFunction =>
    (payload) =>
      call(called, payload, async () => ({ text: await services.invoke(other, payload), version: '1' }));
  const ask = askingLedger(invoking('ledger', 'ledger-api'));
  const rails = allRails({ bank: invoking('bank', 'sandbox-bank') });
  const publish = publishTo(
    clientOf(ports, ({ input }) => services.bus(input)),
    'folio',
  );
  const shared = { clock, log, store, post, postFile, rails, ask };
  const withTime = (handler: AnyHandler, ms: number): Handler => {
    const context = contextOf(ms);
    return (event) => handler(event as never, context);
  };
  switch (name) {
    case 'payments-api':
      return withTime(
        build({
          ...store,
          log,
          timer,
          ask,
          rails: allRails({ bank: undefined }),
          budgeting: undefined,
          cursors: cursors(async () => Buffer.alloc(32, 1)),
        }) as AnyHandler,
        15_000,
      );
    case 'payments-work':
      return withTime(buildWork(shared) as AnyHandler, 30_000);
    case 'payments-relay':
      return withTime(buildRelay({ ...shared, publish }) as AnyHandler, 60_000);
    case 'payments-sweep':
      return withTime(buildSweep(shared) as AnyHandler, 50_000);
    case 'sandbox-bank':
      return withTime(
        buildBank({ clock, log, store: { ...store, table: TABLES.bank }, send: post }) as AnyHandler,
        30_000,
      );
    default:
      return undefined;
  }
};
