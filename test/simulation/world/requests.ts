import type { Chance } from '../machine/chance.ts';
import { IdentityRequests } from './identity-requests.ts';
import type { MadeKind } from './made.ts';
import { type Kind, Mix } from './mix.ts';
import { ACCOUNTS, TENANTS } from './opening.ts';
import { PaymentRequests } from './payment-requests.ts';
import type { Profile } from './profile.ts';
import type { Ask } from './steps.ts';
import type { World } from './world.ts';

const HOLD_MS = [2_000, 60_000, 3_600_000] as const;
const RACES_PERCENT = 40;
const CLIENTS = ['cli_maker', 'cli_checker', 'cli_second'] as const;

/** What a request is made of beside who asks. */
export interface Wanted
  extends Pick<Ask, 'to' | 'route'>,
    Partial<Pick<Ask, 'params' | 'body' | 'client' | 'claims' | 'form'>> {
  /** Repeats of it are requests like the first: it has no key. */
  readonly isUnkeyed?: true;
}

/** Requests of clients, most of which are about few accounts, so that they meet. */
export class Requests {
  readonly #chance: Chance;
  readonly #mix: Mix;
  readonly #payments: PaymentRequests;
  readonly #identity: IdentityRequests;
  #keys = 0;
  #last: { readonly ask: Ask; readonly kind: Kind; readonly wanted: Wanted } | undefined;

  constructor(chance: Chance, profile: Profile) {
    this.#chance = chance;
    this.#mix = new Mix(chance, profile);
    this.#identity = new IdentityRequests(chance);
    this.#payments = new PaymentRequests(chance, () => this.#amount());
  }

  next(id: string, world: World): Ask {
    const last = this.#last;
    // Somebody else wants the same of the same thing: what only one of them may have is asked for at the same time.
    if (last !== undefined && last.kind !== 'transaction' && this.#chance.is(RACES_PERCENT)) {
      return this.#asked(id, last.ask.tenant, last.kind, last.wanted);
    }
    const tenant = this.#chance.is(75) ? TENANTS[0] : TENANTS[1];
    const kind = this.#mix.pick(this.#chance);
    return this.#asked(id, tenant, kind, this.#wanted(kind, id, tenant, world));
  }

  #asked(id: string, tenant: string, kind: Kind, wanted: Wanted): Ask {
    this.#keys += 1;
    // Who agrees is another one than who asked, and one of several.
    const isDecision = kind === 'decide' || kind === 'resolve';
    const client = isDecision ? this.#chance.pick(CLIENTS) : this.#chance.is(80) ? CLIENTS[0] : CLIENTS[1];
    const { isUnkeyed, ...rest } = wanted;
    const key = isUnkeyed ? {} : { key: `k${this.#keys}` };
    const ask: Ask = { do: 'ask', id, tenant, client, ...key, ...rest };
    this.#last = { ask, kind, wanted };
    return ask;
  }

  #wanted(kind: Kind, id: string, tenant: string, world: World): Wanted {
    const of = (made: MadeKind) => world.clients.made.of(tenant, made);
    switch (kind) {
      case 'transaction':
        return this.#newTransaction(world);
      case 'hold-end':
        return this.#holdEnd(of('hold')) ?? this.#newTransaction(world);
      case 'reverse':
        return this.#about('POST /v1/transactions/{id}/reverse', of('posted'), {}) ?? this.#newTransaction(world);
      case 'bulk':
        return this.#bulk(id, world);
      case 'freeze': {
        const what = this.#chance.is(40) ? 'freeze' : 'unfreeze';
        return {
          to: 'ledger-api',
          route: `POST /v1/accounts/{id}/${what}`,
          params: { id: this.#chance.pick(ACCOUNTS) },
        };
      }
      case 'test-event': {
        const about = this.#about('POST /v1/webhook-endpoints/{id}/test', of('endpoint'));
        return about === undefined ? this.#newTransaction(world) : { ...about, to: 'webhooks-api' };
      }
      case 'client-create':
      case 'client-rotate':
      case 'client-delete':
      case 'token':
        return this.#identity.wanted(kind, tenant, world);
      default:
        return this.#payments.wanted(
          kind,
          id,
          { payments: of('payment'), paid: of('paid'), awaiting: of('awaiting') },
          world.machine.now,
        );
    }
  }

  #about(route: string, ids: readonly string[], body?: object): Wanted | undefined {
    if (ids.length === 0) return undefined;
    return { to: 'ledger-api', route, params: { id: this.#chance.pick(ids) }, ...(body && { body }) };
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
      ...(chance.is(8) ? { reference: `ref-${chance.below(3)}`, uniqueReference: true } : {}),
      ...(!isPending && chance.is(10) ? { effectiveAt: new Date(world.machine.now - 86_400_000).toISOString() } : {}),
    };
  }

  #newTransaction(world: World): Wanted {
    return { to: 'ledger-api', route: 'POST /v1/transactions', body: this.#transaction(world) };
  }

  #holdEnd(holds: readonly string[]): Wanted | undefined {
    if (holds.length === 0) return undefined;
    const chance = this.#chance;
    // Those of late most often: two that end one hold at the same time are to meet.
    const params = { id: chance.is(60) ? (holds.at(-1) ?? '') : chance.pick(holds) };
    if (chance.is(30)) return { to: 'ledger-api', route: 'POST /v1/transactions/{id}/void', params };
    const part = { amount: String(1 + chance.below(10)), ...(chance.is(60) ? { final: false } : {}) };
    return { to: 'ledger-api', route: 'POST /v1/transactions/{id}/post', params, body: chance.is(60) ? part : {} };
  }

  #bulk(id: string, world: World): Wanted {
    const transactions = Array.from({ length: 1 + this.#chance.below(4) }, (_, at) => ({
      key: `${id}-${at}`,
      ...this.#transaction(world),
    }));
    const mode = this.#chance.is(50) ? 'atomic' : 'independent';
    return { to: 'ledger-api', route: 'POST /v1/transactions/bulk', body: { mode, transactions } };
  }
}
