import type { Chance } from '../machine/chance.ts';
import type { Profile } from './profile.ts';
import type { Ask } from './steps.ts';
import type { World } from './world.ts';

const TENANTS = ['acme', 'globex'] as const;
export const ACCOUNTS = ['a1', 'a2', 'a3', 'd1'] as const;
/** Ports of clients' servers, by tenant. */
export const PORTS: Readonly<Record<string, readonly number[]>> = { acme: [5_001, 5_002], globex: [5_003] };
const DESTINATIONS = ['ok', 'slow', 'refuse', 'silent', 'late', 'twice', 'contradict', 'return'] as const;
const HOLD_MS = [2_000, 60_000, 3_600_000] as const;

/** What may leave in a day: some of what is asked. */
export const LIMIT = { window: 'day', currency: 'USD', amount: '250', count: 12 } as const;

/** What clients ask at the start of a run, before anything goes wrong: accounts with money, and servers that want events. */
export const opening = ({ webhooks, payments }: Profile): readonly Ask[] => {
  const asks: Ask[] = [];
  const ask = (tenant: string, to: Ask['to'], route: string, body: object): void => {
    const id = `o${asks.length + 1}`;
    asks.push({ do: 'ask', id, to, tenant, client: 'cli_maker', route, key: `open-${id}`, body });
  };
  if (payments) ask(TENANTS[0], 'payments-api', 'POST /v1/payment-limits', LIMIT);
  for (const tenant of TENANTS) {
    if (webhooks)
      for (const port of PORTS[tenant] ?? [])
        ask(tenant, 'webhooks-api', 'POST /v1/webhook-endpoints', {
          url: `http://127.0.0.1:${port}/hook`,
          events: ['*'],
        });
    for (const id of ACCOUNTS) {
      const normal = id.startsWith('d') ? { normalBalance: 'debit' } : {};
      ask(tenant, 'ledger-api', 'POST /v1/accounts', { id, currency: 'USD', ...normal });
    }
    ask(tenant, 'ledger-api', 'POST /v1/transactions', {
      currency: 'USD',
      postings: ACCOUNTS.slice(0, 3).map((to) => ({ from: '@world', to, amount: '100' })),
    });
  }
  return asks;
};

const RACES_PERCENT = 40;

/** Requests of clients, most of which are about few accounts, so that they meet. */
export class Requests {
  readonly #chance: Chance;
  readonly #profile: Profile;
  #keys = 0;
  #last: Ask | undefined;

  constructor(chance: Chance, profile: Profile) {
    this.#chance = chance;
    this.#profile = profile;
  }

  next(id: string, world: World): Ask {
    const last = this.#last;
    // Somebody else wants the same of the same thing: what only one of them may have is asked for at the same time.
    const isRace = last?.params !== undefined && this.#chance.is(RACES_PERCENT);
    const next = isRace
      ? this.#ask(id, last.tenant, last.to, last.route, { params: last.params, ...(last.body && { body: last.body }) })
      : this.#new(id, world);
    this.#last = next;
    return next;
  }

  #new(id: string, world: World): Ask {
    const chance = this.#chance;
    const tenant = chance.is(75) ? TENANTS[0] : TENANTS[1];
    const draw = chance.below(100);
    if (this.#profile.payments && draw < 45) return this.#payment(id, tenant, world);
    if (this.#profile.webhooks && draw < 50 && draw >= 46) return this.#webhook(id, tenant, world);
    return this.#ledger(id, tenant, world);
  }

  #ask(id: string, tenant: string, to: Ask['to'], route: string, rest: Partial<Ask>): Ask {
    this.#keys += 1;
    const client = this.#chance.is(80) ? 'cli_maker' : 'cli_checker';
    return { do: 'ask', id, to, tenant, client, route, key: `k${this.#keys}`, ...rest };
  }

  #amount(): string {
    return String(1 + this.#chance.below(this.#chance.is(20) ? 150 : 40));
  }

  #postings(count: number): readonly object[] {
    const chance = this.#chance;
    return Array.from({ length: count }, () => {
      const from = chance.is(15) ? '@world' : chance.pick(ACCOUNTS);
      const others = ACCOUNTS.filter((one) => one !== from);
      const to = from !== '@world' && chance.is(15) ? '@fees' : chance.pick(others);
      return { from, to, amount: this.#amount() };
    });
  }

  #transaction(world: World): object {
    const chance = this.#chance;
    const isPending = chance.is(35);
    const expires = isPending && chance.is(50);
    const expiresAt = new Date(world.machine.now + chance.pick(HOLD_MS)).toISOString();
    return {
      currency: 'USD',
      postings: this.#postings(chance.is(80) ? 1 : 2 + chance.below(2)),
      ...(isPending ? { pending: true } : {}),
      ...(expires ? { expiresAt } : {}),
      ...(chance.is(5) ? { reference: `ref-${chance.below(3)}`, uniqueReference: true } : {}),
      ...(!isPending && chance.is(10) ? { effectiveAt: new Date(world.machine.now - 86_400_000).toISOString() } : {}),
    };
  }

  /** Ids of what the ledger said it had made. */
  #made(world: World, tenant: string, test: (text: string) => boolean): readonly string[] {
    return [...world.clients.known.values()].flatMap(({ ask, answer }) =>
      ask.tenant === tenant && answer?.status === 201 && test(answer.text)
        ? (/"id":"([^"]+)"/.exec(answer.text)?.[1] ?? [])
        : [],
    );
  }

  #ledger(id: string, tenant: string, world: World): Ask {
    const chance = this.#chance;
    const draw = chance.below(100);
    const ask = (route: string, rest: Partial<Ask>): Ask => this.#ask(id, tenant, 'ledger-api', route, rest);
    if (draw < 55) return ask('POST /v1/transactions', { body: this.#transaction(world) });
    if (draw < 75) {
      const holds = this.#made(world, tenant, (text) => text.includes('"state":"pending"'));
      if (holds.length === 0) return ask('POST /v1/transactions', { body: this.#transaction(world) });
      // Those of late most often: two that end one hold at the same time are to meet.
      const params = { id: chance.is(60) ? (holds.at(-1) ?? '') : chance.pick(holds) };
      if (chance.is(30)) return ask('POST /v1/transactions/{id}/void', { params });
      const part = chance.is(50)
        ? { amount: String(1 + chance.below(10)), ...(chance.is(60) ? { final: false } : {}) }
        : {};
      return ask('POST /v1/transactions/{id}/post', { params, body: part });
    }
    if (draw < 80) {
      const posted = this.#made(world, tenant, (text) => text.includes('"state":"posted"'));
      if (posted.length > 0)
        return ask('POST /v1/transactions/{id}/reverse', { params: { id: chance.pick(posted) }, body: {} });
    }
    if (draw < 92) {
      const count = 1 + chance.below(4);
      const transactions = Array.from({ length: count }, (_, at) => ({
        key: `${id}-${at}`,
        ...this.#transaction(world),
      }));
      const mode = chance.is(50) ? 'atomic' : 'independent';
      return ask('POST /v1/transactions/bulk', { body: { mode, transactions } });
    }
    const params = { id: chance.pick(ACCOUNTS) };
    if (draw < 95) return ask('POST /v1/accounts/{id}/freeze', { params });
    return ask('POST /v1/accounts/{id}/unfreeze', { params });
  }

  #payment(id: string, tenant: string, world: World): Ask {
    const chance = this.#chance;
    const ask = (route: string, rest: Partial<Ask>): Ask => this.#ask(id, tenant, 'payments-api', route, rest);
    const payments = this.#made(world, tenant, (text) => text.includes('"rail"'));
    if (payments.length > 0 && chance.is(35)) {
      // The first ones most often: they have ended, and are refunded in parts.
      const params = { id: chance.is(50) ? (payments[chance.below(2)] ?? '') : chance.pick(payments) };
      if (chance.is(35)) return ask('POST /v1/payments/{id}/cancel', { params });
      if (chance.is(70)) {
        const body = chance.is(60) ? { amount: String(1 + chance.below(30)) } : undefined;
        return ask('POST /v1/payments/{id}/refund', { params, ...(body === undefined ? {} : { body }) });
      }
      return ask('POST /v1/payments/{id}/resolve', {
        params,
        body: { outcome: chance.pick(['settled', 'failed', 'returned']) },
      });
    }
    const from = chance.pick(ACCOUNTS.slice(0, 3));
    const to = chance.is(30)
      ? { account: chance.pick(ACCOUNTS.filter((one) => one !== from)) }
      : { rail: 'sandbox', destination: chance.pick(DESTINATIONS) };
    return ask('POST /v1/payments', { body: { from, to, amount: this.#amount(), currency: 'USD' } });
  }

  #webhook(id: string, tenant: string, world: World): Ask {
    const chance = this.#chance;
    const ask = (route: string, rest: Partial<Ask>): Ask => this.#ask(id, tenant, 'webhooks-api', route, rest);
    const endpoints = this.#made(world, tenant, (text) => text.includes('/hook"'));
    if (endpoints.length > 0 && chance.is(40))
      return ask('POST /v1/webhook-endpoints/{id}/test', { params: { id: chance.pick(endpoints) } });
    return ask('POST /v1/transactions', { to: 'ledger-api', body: this.#transaction(world) });
  }
}
