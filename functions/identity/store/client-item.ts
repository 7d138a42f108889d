import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { present } from '../../kernel/assert.ts';
import { SCOPES, type Scope } from '../../kernel/operation.ts';
import type { Client, StoredClient } from '../model/client.ts';
import { NOBODY, type ScryptCost, type SecretHash } from '../model/secret-hash.ts';

export type Item = Readonly<Record<string, AttributeValue>>;

export const s = (value: string): AttributeValue.SMember => ({ S: value });
export const n = (value: number): AttributeValue.NMember => ({ N: String(value) });
export const str = (item: Item, name: string): string => present(item[name]?.S, `an item has the text ${name}`);
export const num = (item: Item, name: string): number =>
  Number(present(item[name]?.N, `an item has the number ${name}`));

const known: ReadonlySet<string> = new Set(SCOPES);
/** A scope of a later release, met after a rollback, is skipped: it opens no route of this one. */
const scopesOf = (text: string): readonly Scope[] =>
  text.split(' ').filter((scope): scope is Scope => known.has(scope));

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
  createdAt: num(item, 'createdAt'),
});

export const readStoredClient = (item: Item): StoredClient => ({
  ...readClient(item),
  deletedAt: item.deletedAt === undefined ? undefined : num(item, 'deletedAt'),
  hash: {
    cost: costOf(str(item, 'cost')),
    salt: str(item, 'salt'),
    // A tombstone has none, and nothing opens NOBODY's.
    digest: item.digest?.S ?? NOBODY.digest,
  },
  previous: item.previous?.S,
  previousUntil: item.previousUntil === undefined ? 0 : num(item, 'previousUntil'),
  generation: num(item, 'generation'),
});
