import { createHash } from 'node:crypto';
import type { StoredClient } from '../../../functions/identity/model/client.ts';
import { readStoredClient } from '../../../functions/identity/store/table/client-item.ts';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import { TABLES } from '../functions/outside.ts';
import type { Change } from '../store/memory-store.ts';
import { hold, same } from '../violation.ts';
import type { World } from '../world/world.ts';

const CLIENT = '@client#';
/** A secret as it is shown: none of them is ever stored. */
const SECRET = /folio_[A-Za-z0-9_-]{43}/;
/** How far the clock of a process may be off. */
const SKEW_MS = 180_000;

const opens = (secret: string, salt: string, digest: string | undefined): boolean =>
  digest !== undefined &&
  createHash('sha256').update(Buffer.from(salt, 'base64url')).update(secret).digest('base64url') === digest;

/** Whether a secret opens a client as it is stored at a time: surely, never, or as clocks go. */
const answerOf = (client: StoredClient | undefined, secret: string, now: number): 'yes' | 'no' | 'open' => {
  if (client === undefined || client.deletedAt !== undefined) return 'no';
  if (opens(secret, client.hash.salt, client.hash.digest)) return 'yes';
  if (!opens(secret, client.hash.salt, client.previous) || now - SKEW_MS >= client.previousUntil) return 'no';
  return now + SKEW_MS < client.previousUntil ? 'yes' : 'open';
};

interface State {
  readonly commit: number;
  readonly client: StoredClient | undefined;
}

/** All clients as they were after each commit: what a token request may be answered follows from it. */
export class Credentials {
  readonly #states = new Map<string, State[]>();
  #commit = 0;

  /** The commit before which nothing of a request that begins now can have happened. */
  get commit(): number {
    return this.#commit;
  }

  onCommit(changes: readonly Change[]): void {
    this.#commit += 1;
    for (const { table, pk, sk, before, after } of changes) {
      if (table !== TABLES.identity) continue;
      hold('secret-hidden', !SECRET.test(after?.json ?? ''), () => `${pk} ${sk} holds a secret`);
      if (sk === 'R' && before === undefined) this.#stands(after?.item as unknown as Item);
    }
    for (const { table, pk, after } of changes)
      if (table === TABLES.identity && pk.startsWith(CLIENT)) this.#changed(pk, after?.item as unknown as Item);
  }

  /** Who has changed a client was there when it did. */
  #stands({ actor }: Item): void {
    const client = this.#states.get(CLIENT + (actor?.S ?? ''))?.at(-1)?.client;
    hold('actor-stands', client?.deletedAt === undefined, () => `${actor?.S} is deleted, and changes a client`);
  }

  #changed(pk: string, item: Item): void {
    const client = readStoredClient(item);
    const states = this.#states.get(pk) ?? [];
    const before = states.at(-1)?.client;
    const isNext = client.generation - (before?.generation ?? 0) === (client.deletedAt === undefined ? 1 : 0);
    hold('secret-counted', isNext, () => `${pk} has generation ${client.generation} behind ${before?.generation}`);
    hold('client-ends', before?.deletedAt === undefined, () => `${pk} is deleted, and changes`);
    states.push({ commit: this.#commit, client });
    this.#states.set(pk, states);
  }

  /** Holds the answer to a token request against every state that it can have met. */
  check(id: string, secret: string, { from, began, now }: Asked, status: number): void {
    const states = this.#states.get(CLIENT + id) ?? [];
    const last = states.findLast(({ commit }) => commit <= from);
    const met = [last?.client, ...states.filter(({ commit }) => commit > from).map(({ client }) => client)];
    const answers = new Set(met.flatMap((client) => [answerOf(client, secret, began), answerOf(client, secret, now)]));
    if (answers.size !== 1) return;
    const [answer] = answers;
    if (answer === 'yes')
      hold('right-secret', status === 200 || status >= 500, () => `${id} gets ${status} for its secret`);
    if (answer === 'no') hold('wrong-secret', status !== 200, () => `${id} gets a token for what is no secret of it`);
  }
}

/** When a request began, by commits and by the clock, and when it was answered. */
export interface Asked {
  readonly from: number;
  readonly began: number;
  readonly now: number;
}

/** The directory of a tenant lists the clients that it has. */
export const checkIdentity = ({ store, profile }: World): void => {
  if (!profile.identity) return;
  const items = store.all(TABLES.identity) as unknown as readonly Item[];
  const listed = items.filter(({ pk }) => pk?.S?.endsWith('#C')).map(({ tenant, id }) => `${tenant?.S} ${id?.S}`);
  const there = items
    .filter(({ pk, deletedAt }) => pk?.S?.startsWith(CLIENT) && deletedAt === undefined)
    .map(({ tenant, id }) => `${tenant?.S} ${id?.S}`);
  same('clients-listed', 'clients of directories', listed.toSorted(), there.toSorted());
};
