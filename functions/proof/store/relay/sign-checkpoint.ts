import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { s } from '../../../kernel/aws/attributes.ts';
import { assert, present } from '../../../kernel/core/assert.ts';
import type { LogKey } from '../../kms/log-key.ts';
import { rootOf } from '../../model/merkle/frontier.ts';
import { sameHash } from '../../model/merkle/hashing.ts';
import { rootAt, type Tree } from '../../model/merkle/proofs.ts';
import { checkpointText, readCheckpoint } from '../../model/note/checkpoint.ts';
import { signedNote } from '../../model/note/signed-note.ts';
import { findCheckpoint, NOTE } from '../queries/checkpoints.ts';
import { logHashes } from '../queries/tiles.ts';
import { checkpointPartition, checkpointSort } from '../table/keys.ts';
import type { LogStore } from '../table/log-store.ts';
import { readHead } from './head.ts';

/** What is kept still begins with what was signed before, and is what the head says: a log that was changed signs nothing more. */
const assertKept = async (store: LogStore, before: Tree | undefined, now: Tree): Promise<void> => {
  const read = logHashes(store);
  assert(sameHash(await rootAt(read, now.size), now.root), 'the log is what its head says');
  if (before === undefined || before.size === 0) return;
  assert(sameHash(await rootAt(read, before.size), before.root), 'the log begins with what it has signed');
};

/**
 * Signs the log as it is, unless that is signed already. Two at once sign the same, or two trees of which one is the other's
 * beginning: both are kept.
 */
export const signCheckpoint = async (store: LogStore, key: LogKey): Promise<void> => {
  const head = await readHead(store);
  const newest = await findCheckpoint(store);
  if (head.size <= (newest?.size ?? 0)) return;
  const verifier = await key.verifier();
  const before = newest && present(readCheckpoint(newest.note, verifier), 'a checkpoint of ours verifies');
  const tree: Tree = { size: head.size, root: rootOf(head) };
  await assertKept(store, before, tree);
  const text = checkpointText(verifier.name, tree);
  const note = signedNote(text, verifier, await key.sign(text));
  await store.dynamo.send(
    new PutItemCommand({
      TableName: store.table,
      Item: { pk: s(checkpointPartition(store.log)), sk: s(checkpointSort(tree.size)), [NOTE]: s(note) },
    }),
  );
};
