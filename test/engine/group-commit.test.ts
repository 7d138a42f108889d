import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { livePorts } from '../../local/dynamodb/ports.ts';
import type { Database } from '../../local/dynamodb/storage/database.ts';
import { openDatabase } from '../../local/dynamodb/storage/database.ts';
import { GroupCommit } from '../../local/dynamodb/storage/group-commit.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();

/** A disk whose syncs end when the test says so, or fail. */
const rig = async () => {
  const real = await openDatabase(join(folder(), 'tables.sqlite'));
  real.writer.exec('CREATE TABLE t (n INTEGER) STRICT');
  const syncs: { readonly done: () => void; readonly fail: (error: Error) => void }[] = [];
  let asked = Promise.withResolvers<void>();
  const database: Database = {
    ...real,
    sync: () =>
      new Promise((done, fail) => {
        syncs.push({ done, fail });
        asked.resolve();
        asked = Promise.withResolvers<void>();
      }),
  };
  real.refresh();
  let lost = '';
  const commits = new GroupCommit({
    database,
    ports: livePorts,
    onUndone: () => undefined,
    onSynced: () => undefined,
    onLost: (error) => {
      lost = String(error);
    },
    log: () => undefined,
  });
  const answered: number[] = [];
  const insert = real.writer.prepare('INSERT INTO t VALUES (?)');
  const look = real.reader.prepare('SELECT COUNT(*) AS n FROM t');
  return {
    syncs,
    answered,
    write: (n: number) =>
      commits
        .run(() => {
          commits.touch();
          insert.run(n);
          return n;
        })
        .then((done) => answered.push(done)),
    /** What writes nothing, as a condition that fails. */
    refuse: () => commits.run(() => 'refused'),
    count: () => commits.read(() => Number(look.get()?.n)),
    nextSync: () => asked.promise,
    lost: () => lost,
    close: () => real.close(),
  };
};

describe('a group of writes', () => {
  test('has one sync, and is answered after it; meanwhile reads see what was before, and the next group gathers', async () => {
    const { write, count, syncs, answered, nextSync, close } = await rig();
    const first = [1, 2, 3].map(write);
    await nextSync();
    const second = [4, 5].map(write);
    expect([syncs.length, answered, count()]).toEqual([1, [], 0]);
    syncs[0]?.done();
    await Promise.all(first);
    expect(answered).toEqual([1, 2, 3]);
    expect(count()).toBe(3);
    if (syncs.length < 2) await nextSync();
    expect([syncs.length, count()]).toEqual([2, 3]);
    syncs[1]?.done();
    await Promise.all(second);
    expect([answered, count()]).toEqual([[1, 2, 3, 4, 5], 5]);
    await close();
  });

  test('that wrote nothing is answered without a sync, and hides nothing that was answered before it', async () => {
    const { write, refuse, count, syncs, nextSync, close } = await rig();
    const first = write(1);
    await nextSync();
    syncs[0]?.done();
    await first;
    // Nobody has read since: the reader's snapshot is the one of before.
    const second = refuse();
    await new Promise((resolve) => setImmediate(resolve));
    expect([syncs.length, count()]).toEqual([1, 1]);
    expect(await second).toBe('refused');
    await close();
  });

  test('whose sync fails is answered with a failure, and nothing is taken after it', async () => {
    const { write, syncs, nextSync, lost, close } = await rig();
    const first = write(1);
    await nextSync();
    syncs[0]?.fail(new Error('EIO'));
    await expect(first).rejects.toThrow('could not be written');
    await expect(write(2)).rejects.toThrow('could not be written');
    expect(lost()).toContain('EIO');
    await close();
  });
});
