import * as z from 'zod';
import { type Item, int, n, s, str } from '../../../kernel/aws/attributes.ts';
import { isScope, type Scope } from '../../../kernel/core/operation.ts';
import type { Client, StoredClient } from '../../model/client.ts';
import { NOBODY, type ScryptCost, type SecretHash } from '../../model/secret-hash.ts';

/** All that the client was given, those of a later release too: an older one neither grants nor takes them. */
const scopesOf = (text: string): readonly Scope[] => text.split(' ').filter(isScope);

const cost = z.object({ N: z.int(), r: z.int(), p: z.int() });
const costOf = (text: string): ScryptCost => cost.parse(JSON.parse(text));

const clientAttributes = (client: Client): Item => ({
  id: s(client.id),
  tenant: s(client.tenant),
  name: s(client.name),
  scopes: s(client.scopes.join(' ')),
  createdAt: n(client.createdAt),
});

/** The directory's copy of a client: what a list shows, and nothing that proves it. */
export const directoryAttributes = clientAttributes;

export const hashAttributes = (hash: SecretHash): Item => ({
  cost: s(JSON.stringify(hash.cost)),
  salt: s(hash.salt),
  digest: s(hash.digest),
});

export const newClientAttributes = (client: Client, hash: SecretHash): Item => ({
  ...clientAttributes(client),
  ...hashAttributes(hash),
  generation: n(1),
});

export const readClient = (item: Item): Client => ({
  id: str(item, 'id'),
  tenant: str(item, 'tenant'),
  name: str(item, 'name'),
  scopes: scopesOf(str(item, 'scopes')),
  createdAt: int(item, 'createdAt'),
});

export const readStoredClient = (item: Item): StoredClient => ({
  ...readClient(item),
  deletedAt: item.deletedAt === undefined ? undefined : int(item, 'deletedAt'),
  hash: {
    cost: costOf(str(item, 'cost')),
    salt: str(item, 'salt'),
    // A tombstone has none, and nothing opens NOBODY's.
    digest: item.digest?.S ?? NOBODY.digest,
  },
  previous: item.previous?.S,
  previousUntil: item.previousUntil === undefined ? 0 : int(item, 'previousUntil'),
  generation: int(item, 'generation'),
  rotatedBy: item.rotatedBy?.S,
});
