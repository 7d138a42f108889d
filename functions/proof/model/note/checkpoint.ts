import { HASH_BYTES } from '../merkle/hashing.ts';
import type { Tree } from '../merkle/proofs.ts';
import { SIZE_MAX } from '../merkle/subtrees.ts';
import { type NoteKey, openNote } from './signed-note.ts';

/** C2SP tlog-checkpoint: origin, size and root, one a line. The origin of a log of ours is the name of its key. */
export const checkpointText = (origin: string, { size, root }: Tree): string =>
  `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;

const SIZE = /^(?:0|[1-9][0-9]{0,12})$/;

/** The tree that a checkpoint of this key vouches for; undefined for anything else. Extension lines are left alone. */
export const readCheckpoint = (note: string, key: NoteKey): Tree | undefined => {
  const [origin, size = '', root = ''] = openNote(note, key)?.split('\n') ?? [];
  const bytes = Buffer.from(root, 'base64');
  if (origin !== key.name || !SIZE.test(size) || Number(size) > SIZE_MAX) return undefined;
  if (bytes.length !== HASH_BYTES || bytes.toString('base64') !== root) return undefined;
  return { size: Number(size), root: bytes };
};
