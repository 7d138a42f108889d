import { randomBytes, randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Reply } from '../../../functions/kernel/core/call.ts';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import type { Random } from '../../../functions/kernel/core/ports.ts';
import { problemBody, Refusal } from '../../../functions/kernel/core/problem.ts';
import { fingerprint } from '../../../functions/kernel/idempotency/receipt.ts';
import type { AccountView } from '../../../functions/ledger/contract/account.ts';
import type { TransactionView } from '../../../functions/ledger/contract/transaction.ts';
import type { LedgerStore } from '../../../functions/ledger/store/table/ledger-store.ts';
import { runningClock, type TestClock } from '../../support/clock.ts';
import { clientFor, type Engine } from '../../support/dynamo.ts';
import { createLedgerTable } from '../../support/ledger-table.ts';

const random: Random = { bytes: (count) => randomBytes(count), fraction: () => Math.random() };

export interface World {
  readonly store: LedgerStore;
  readonly clock: TestClock;
  readonly client: DynamoDBClient;
}

/** A ledger's table of its own on an engine. */
export const newWorld = async (engine: Engine): Promise<World> => {
  const client = clientFor(engine.endpoint);
  const table = `ledger-${randomUUID()}`;
  await createLedgerTable(client, table);
  const clock = runningClock();
  return { store: { dynamo: client, table, clock, random, codeVersion: 'test' }, clock, client };
};

export interface Sent {
  readonly tenant?: string;
  /** `cli_test` unless said. */
  readonly clientId?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly key?: string;
  readonly ifMatch?: string;
  /** Milliseconds until the deadline. */
  readonly patience?: number;
}

export interface Answer<Body> {
  readonly status: number;
  /** Of a problem, only `type`, `title`, `detail` and `errors` are there. */
  readonly body: Body;
  /** The body as text, byte for byte. */
  readonly text: string;
  readonly replayed: boolean;
  readonly etag: string | undefined;
  /** Slug of a problem, else undefined. */
  readonly problem: string | undefined;
}

const asAnswer = <Body>(reply: Reply): Answer<Body> => {
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  const body = JSON.parse(text) as Body & { readonly type?: string };
  const problem = reply.status < 400 ? undefined : String(body.type).slice('/problems/'.length);
  const replayed = reply.headers?.['idempotency-replayed'] === 'true';
  return { status: reply.status, body, text, replayed, etag: reply.headers?.etag, problem };
};

/** A story of any operation. */
interface AnyRoute {
  readonly operation: Operation;
  readonly handle: (call: never) => Promise<Reply>;
}

/** Sends one request to a story as the pipeline would: parsed by the operation's own schemas, a refusal made its problem. */
export const send = async <Body = AccountView & TransactionView>(
  world: World,
  { operation, handle }: AnyRoute,
  sent: Sent = {},
): Promise<Answer<Body>> => {
  const params = operation.params?.parse(sent.params ?? {}) ?? {};
  const body = sent.body === undefined ? undefined : operation.body?.parse(sent.body);
  const requestId = randomUUID();
  const call = {
    operation,
    params,
    query: operation.query?.parse(sent.query ?? {}) ?? {},
    body,
    caller: { tenant: sent.tenant ?? 'acme', clientId: sent.clientId ?? 'cli_test', scopes: new Set(operation.scopes) },
    key: operation.idempotency === 'none' ? undefined : (sent.key ?? randomUUID()),
    fingerprint: fingerprint(operation.operationId, params, body),
    ifMatch: sent.ifMatch,
    headers: {},
    requestId,
    deadline: world.clock.now() + (sent.patience ?? 20_000),
  };
  try {
    const answer = asAnswer<Body>(await handle(call as never));
    // Every answer keeps to the contract, whatever the test looks at.
    if (answer.problem === undefined) operation.replies[answer.status]?.parse(answer.body);
    return answer;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const answer = problemBody(error.problem, error.message, requestId, error.errors);
    return asAnswer({ status: error.problem.status, body: answer });
  }
};

/** Runs `count` of them at once. */
export const race = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)));
