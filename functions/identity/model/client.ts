import type { Scope } from '../../kernel/core/operation.ts';
import { formatTime } from '../../kernel/values/time.ts';
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

/** Clients of one tenant: `client-limit` in the contract names it too. An operator may provision more. */
export const CLIENTS_MAX = 200;

/** A client with what proves it. */
export interface StoredClient extends Client {
  /** Deleted clients stay as tombstones, so that an id never means two things and its last tokens can be told apart. */
  readonly deletedAt: number | undefined;
  readonly hash: SecretHash;
  /** The secret before a rotation, good until `previousUntil`. */
  readonly previous: string | undefined;
  readonly previousUntil: number;
  /** Counts secrets from 1, so that two rotations at once cannot overwrite each other unseen, and tokens of an old one are known. */
  readonly generation: number;
  /** The token that made the last rotation, where the client rotated itself: it may see that answer again. */
  readonly rotatedBy: string | undefined;
}

export interface ClientView {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
}

/**
 * Scopes in the order of the documentation, each once. Those that this release does not list come last: a client that was made
 * by a later one keeps what it was given, also while that is rolled back.
 *
 * @param listed the scopes of the domains that are deployed
 */
export const inOrder = (listed: readonly Scope[], scopes: Iterable<Scope>): readonly Scope[] => {
  const held = new Set(scopes);
  const unlisted = [...held].filter((scope) => !listed.includes(scope)).sort();
  return [...listed.filter((scope) => held.has(scope)), ...unlisted];
};

/** What the API shows of a client; never its secret or hash. */
export const clientView = (listed: readonly Scope[], client: Client): ClientView => ({
  id: client.id,
  name: client.name,
  scopes: inOrder(listed, client.scopes),
  createdAt: formatTime(client.createdAt),
});
