import type { Scope } from '../../kernel/operation.ts';
import { SCOPES } from '../../kernel/operation.ts';
import { formatTime } from '../../kernel/time.ts';
import type { SecretHash } from './secret-hash.ts';

/** An API client of one tenant. Its name and scopes never change: a wider client is a new client. */
export interface Client {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A client with what proves it. */
export interface StoredClient extends Client {
  /** Deleted clients stay as tombstones, so that an id never means two things and its last tokens can be told apart. */
  readonly deletedAt: number | undefined;
  readonly hash: SecretHash;
  /** The secret before a rotation, good until `previousUntil`. */
  readonly previous: string | undefined;
  readonly previousUntil: number;
  /** Counts rotations, so that two at once cannot overwrite each other unseen. */
  readonly generation: number;
}

export interface ClientView {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
}

/** Scopes in the order of the documentation, each once. */
export const inOrder = (scopes: Iterable<Scope>): readonly Scope[] => {
  const held = new Set(scopes);
  return SCOPES.filter((scope) => held.has(scope));
};

/** What the API shows of a client; never its secret or hash. */
export const clientView = (client: Client): ClientView => ({
  id: client.id,
  name: client.name,
  scopes: inOrder(client.scopes),
  createdAt: formatTime(client.createdAt),
});
