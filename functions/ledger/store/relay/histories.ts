import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { assert } from '../../../kernel/core/assert.ts';
import { inParallel } from '../../../kernel/core/parallel.ts';
import type { Recent } from '../../../kernel/core/recent.ts';
import { CHAIN_START, linkAll } from '../../model/commit-chain.ts';
import type { Entry, Link } from '../../model/entry.ts';
import { entryItem } from '../table/entry-item.ts';
import { putAll, readLinks } from '../table/entry-writer.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { enterBackDated } from './back-dated-entries.ts';
import type { Run } from './relay-plan.ts';

/** The newest linked entry of an account that this environment knows of. */
export interface LastLink {
  readonly version: number;
  readonly link: Link;
}

/** Accounts whose back-dated entries are written at once. */
const WIDTH = 4;

/** The link before each run: from memory, else read; undefined where that entry is missing or not linked itself. */
const predecessors = async (
  store: LedgerStore,
  recent: Recent<LastLink>,
  runs: readonly Run[],
): Promise<readonly (Link | undefined)[]> => {
  const known = runs.map(({ pk, entries }) => {
    const version = (entries[0]?.version ?? 1) - 1;
    const last = recent.get(pk);
    const link = version === 0 ? CHAIN_START : last?.version === version ? last.link : undefined;
    return { pk, version, link };
  });
  const unknown = known.filter(({ link }) => link === undefined);
  if (unknown.length === 0) return known.map(({ link }) => link);
  // Two runs of one account in a batch: the later one's predecessor is not there yet, and a batch read takes a key once.
  const wanted = [...new Map(unknown.map((one) => [one.pk, one])).values()];
  const read = await readLinks(store, wanted);
  return known.map((one) => one.link ?? (wanted.includes(one) ? read.get(one.pk) : undefined));
};

/** An unlinked entry must never replace one that a repair has linked meanwhile. */
const putUnlinked = async (store: LedgerStore, pk: string, entry: Entry): Promise<void> => {
  try {
    const Item = { ...entryItem(pk, entry) };
    const put = { TableName: store.table, Item, ConditionExpression: 'attribute_not_exists(pk)' };
    await store.dynamo.send(new PutItemCommand(put));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
};

/**
 * Writes the entries of a batch, and answers with them as they were linked. Back-dated ones come first: where an entry is
 * found, every back-dated one before it is in the index, on which readers rely. The others are plain puts of values that
 * depend on nothing but the stream, so repeating them changes nothing. An account whose history has a hole is gone on with,
 * unlinked, and answers `complete: false` until it is repaired: it must not hold up the shard.
 */
export const enterHistories = async (
  store: LedgerStore,
  recent: Recent<LastLink>,
  runs: readonly Run[],
): Promise<readonly Run[]> => {
  const links = await predecessors(store, recent, runs);
  const linked = runs.map((run, index) => ({ ...run, entries: [...linkAll(links[index], run.entries)] }));
  await inParallel(linked, WIDTH, async ({ pk, entries }) => {
    await enterBackDated(
      store,
      pk,
      entries.filter(({ link }) => link?.backDated === true),
    );
    for (const entry of entries) if (entry.link === undefined) await putUnlinked(store, pk, entry);
  });
  await putAll(
    store,
    linked.flatMap(({ pk, entries }) =>
      entries.filter(({ link }) => link?.backDated === false).map((entry) => entryItem(pk, entry)),
    ),
  );
  for (const { pk, entries } of linked) {
    const last = entries.at(-1);
    assert(last !== undefined, 'a run has entries');
    if (last.link !== undefined) recent.set(pk, { version: last.version, link: last.link });
  }
  return linked;
};
