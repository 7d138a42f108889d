import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Spool } from '../store/jobs/files/objects.ts';

/** On the disk of the function, for as long as the file is needed. */
export const liveSpool: Spool = async (content) => {
  const folder = await mkdtemp(join(tmpdir(), 'folio-'));
  const path = join(folder, 'file');
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* () {
    for await (const piece of content) {
      const some = typeof piece === 'string' ? Buffer.from(piece) : piece;
      hash.update(some);
      bytes += some.length;
      yield some;
    }
  };
  const drop = () => rm(folder, { recursive: true, force: true });
  try {
    await pipeline(Readable.from(counted()), createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await drop();
    throw error;
  }
  return { bytes, sha256: hash.digest('hex'), read: () => createReadStream(path), drop };
};
