import type { Call, Reply, Route } from '../../../functions/kernel/core/call.ts';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { type Fault, Refusal } from '../../../functions/kernel/core/problem.ts';
import { fingerprint } from '../../../functions/kernel/idempotency/receipt.ts';
import type { Currency } from '../../../functions/kernel/values/money.ts';
import { createTransactionRoute } from '../../../functions/ledger/handlers/api/create-transaction.ts';
import { createTransactionsRoute } from '../../../functions/ledger/handlers/api/create-transactions.ts';
import { postTransactionRoute, voidTransactionRoute } from '../../../functions/ledger/handlers/api/end-hold.ts';
import { reverseTransactionRoute } from '../../../functions/ledger/handlers/api/reverse-transaction.ts';
import { type Account, type AccountStatus, headroomOf } from '../../../functions/ledger/model/account.ts';
import type { Side } from '../../../functions/ledger/model/entry.ts';
import { NO_TOTALS } from '../../../functions/ledger/model/entry-history.ts';
import { ACCOUNT, accountItem, readAccount } from '../../../functions/ledger/store/table/account-item.ts';
import { accountKey } from '../../../functions/ledger/store/table/keys.ts';
import type { LedgerStore } from '../../../functions/ledger/store/table/ledger-store.ts';
import { FakeDynamo } from '../../support/fake-dynamo.ts';

export const TENANT = 'acme';
export const START = Date.parse('2026-11-22T10:00:00.000Z');

export interface Answered {
  readonly status: number;
  /** Slug of a problem, else undefined. */
  readonly problem: string | undefined;
  readonly text: string;
  readonly replayed: boolean;
  /** The faulty places that a refusal names. */
  readonly errors: readonly Fault[];
}

/** One request of a client. */
export interface Sent {
  readonly key?: string;
  readonly body?: unknown;
  readonly params?: object;
  readonly query?: object;
  readonly patience?: number;
  readonly ifMatch?: string;
}

/** What a client sees at a glance: the status of a success, the slug of a refusal. */
export const outcome = (answer: Pick<Answered, 'status' | 'problem'>): string =>
  answer.problem ?? String(answer.status);

const nameOf = (account: string): string => {
  const { pk, sk } = accountKey(TENANT, account);
  return `${pk.S}|${sk.S}`;
};

/** The ledger's stories over a table in memory, with a clock that only moves when it is slept on or asked. */
export class Rig {
  readonly dynamo = new FakeDynamo();
  now = START;
  #requests = 0;
  readonly store: LedgerStore = {
    dynamo: this.dynamo,
    table: 'ledger',
    clock: {
      now: () => {
        this.now += 1;
        return this.now;
      },
      sleep: async (ms) => {
        this.now += Math.ceil(ms);
      },
    },
    random: { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 },
    codeVersion: 'test',
  };

  open(id: string, currency: string, normal: Side = 'credit', overdraft = 0n): void {
    const account: Account = {
      ...NO_TOTALS,
      ...headroomOf(NO_TOTALS, normal, overdraft),
      id,
      currency: currency as Currency,
      normal,
      status: 'open',
      overdraft,
      version: 0,
      revision: 0,
      createdAt: START,
    };
    const item = accountItem(TENANT, account, { at: START, actor: 'cli', requestId: 'opened' });
    this.dynamo.items.set(nameOf(id), { ...item });
  }

  account(id: string): Account | undefined {
    const item = this.dynamo.items.get(nameOf(id));
    return item === undefined ? undefined : readAccount(item);
  }

  setStatus(id: string, status: AccountStatus): void {
    const item = this.dynamo.items.get(nameOf(id)) ?? {};
    const revision = Number(item[ACCOUNT.revision]?.N) + 1;
    this.dynamo.items.set(nameOf(id), {
      ...item,
      [ACCOUNT.status]: { S: status },
      [ACCOUNT.revision]: { N: String(revision) },
    });
  }

  pay(key: string, body: unknown, patience = 60_000): Promise<Answered> {
    return this.send(createTransactionRoute(this.store), { key, body, patience });
  }

  dryRun(body: unknown): Promise<Answered> {
    return this.send(createTransactionRoute(this.store), { key: 'none', body, query: { dryRun: 'true' } });
  }

  batch(mode: 'atomic' | 'independent', transactions: readonly unknown[], patience = 60_000): Promise<Answered> {
    return this.send(createTransactionsRoute(this.store), { key: '', body: { mode, transactions }, patience });
  }

  post(key: string, id: string, amount?: string, final = true): Promise<Answered> {
    const body = { ...(amount === undefined ? {} : { amount }), ...(final ? {} : { final }) };
    return this.send(postTransactionRoute(this.store), { key, params: { id }, body });
  }

  release(key: string, id: string): Promise<Answered> {
    return this.send(voidTransactionRoute(this.store), { key, params: { id } });
  }

  reverse(key: string, id: string): Promise<Answered> {
    return this.send(reverseTransactionRoute(this.store), { key, params: { id }, body: {} });
  }

  /** Any request to any story. */
  async send<O extends Operation>({ operation, handle }: Route<O>, sent: Sent): Promise<Answered> {
    this.#requests += 1;
    const params = sent.params ?? {};
    const body = sent.body === undefined ? undefined : operation.body?.parse(sent.body);
    const call = {
      operation,
      params,
      query: sent.query ?? {},
      body,
      caller: { tenant: TENANT, clientId: 'cli', scopes: new Set(operation.scopes) },
      key: sent.key ?? '',
      ifMatch: sent.ifMatch,
      fingerprint: fingerprint(operation.operationId, params, body),
      headers: {},
      requestId: `request-${this.#requests}`,
      deadline: this.now + (sent.patience ?? 60_000),
    } as unknown as Call<O>;
    try {
      return asAnswer(await handle(call));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { problem, message: text, errors } = error;
      return { status: problem.status, problem: problem.slug, text, replayed: false, errors };
    }
  }
}

const asAnswer = (reply: Reply): Answered => {
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  const problem = reply.status < 400 ? undefined : String(JSON.parse(text).type).slice('/problems/'.length);
  const replayed = reply.headers?.['idempotency-replayed'] === 'true';
  const errors = problem === undefined ? [] : (JSON.parse(text).errors ?? []);
  return { status: reply.status, problem, text, replayed, errors };
};
