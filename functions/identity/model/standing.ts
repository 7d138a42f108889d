import type { Caller } from '../../kernel/core/call.ts';
import type { StoredClient } from './client.ts';

/** Whether a token may manage clients: its client exists, and has had no other secret since. */
export type Standing = 'in-force' | 'deleted' | 'superseded';

/** The generation of a client that was never rotated, and of tokens of the releases before the claim. */
const FIRST = 1;

/** Which of its client's secrets a token was got with. Unknown counts as the oldest: whoever is not sure gets a new token. */
export const generationOf = ({ generation }: Caller): number => generation ?? FIRST;

/**
 * How a caller stands to the client that it says it is, as that is stored. A client that an outside issuer knows, and this
 * table does not, is in force: who issued its token ends it.
 */
export const standingOf = (
  caller: Caller,
  client: Pick<StoredClient, 'deletedAt' | 'generation'> | undefined,
): Standing => {
  if (client === undefined) return 'in-force';
  if (client.deletedAt !== undefined) return 'deleted';
  return client.generation === generationOf(caller) ? 'in-force' : 'superseded';
};

/**
 * Whether a token that is superseded made that change itself: its client rotated itself, and asks for the answer again, which
 * may have been lost. Nobody else's token of the old secret is the same.
 */
export const hasRotatedItself = (caller: Caller, client: StoredClient, changed: string): boolean =>
  changed === client.id &&
  client.deletedAt === undefined &&
  client.generation === generationOf(caller) + 1 &&
  client.rotatedBy !== undefined &&
  client.rotatedBy === caller.tokenId;
