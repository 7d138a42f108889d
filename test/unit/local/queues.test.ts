import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, test } from '@jest/globals';
import { LocalStore } from '../../../local/aws/local-store.ts';
import { DEFAULT_SETTINGS, type QueueSettings } from '../../../local/sqs/queue-settings.ts';
import { Queues } from '../../../local/sqs/queues.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();

/** Queues `work` and `dead` on a clock that the test moves. */
const rig = (change: Partial<QueueSettings> = {}) => {
  const clock = { now: 1_000_000 };
  const store = new LocalStore(join(folder(), 'local.sqlite'));
  const queues = new Queues(store, () => clock.now);
  queues.define('dead', DEFAULT_SETTINGS);
  queues.define('work', { ...DEFAULT_SETTINGS, ...change });
  const bodies = (max = 10) => queues.receive('work', { max }).map(({ body }) => body);
  return { clock, store, queues, bodies };
};

describe('a queue', () => {
  test('hands a message to one receiver at a time until its visibility timeout is over', () => {
    const { clock, queues, bodies } = rig();
    queues.send('work', [{ body: 'a' }]);
    expect(bodies()).toEqual(['a']);
    expect(bodies()).toEqual([]);
    clock.now += DEFAULT_SETTINGS.visibilityMs - 1;
    expect(bodies()).toEqual([]);
    clock.now += 1;
    expect(bodies()).toEqual(['a']);
  });

  test('forgets a message that was deleted by its newest handle, and no other', () => {
    const { clock, queues } = rig();
    queues.send('work', [{ body: 'a' }]);
    const [first] = queues.receive('work', { max: 1 });
    clock.now += DEFAULT_SETTINGS.visibilityMs;
    const [second] = queues.receive('work', { max: 1 });
    queues.delete('work', first?.receiptHandle ?? '');
    expect(queues.counts('work').inFlight).toBe(1);
    queues.delete('work', second?.receiptHandle ?? '');
    expect(queues.counts('work')).toEqual({ visible: 0, inFlight: 0, delayed: 0, oldest: undefined });
  });

  test('keeps a message that is moved back for as long as a new one', () => {
    const { clock, queues, bodies } = rig({
      redrive: { deadLetterQueue: 'dead', maxReceives: 1 },
      retentionMs: 600_000,
    });
    queues.send('work', [{ body: 'a' }]);
    bodies();
    clock.now += 599_000;
    expect([bodies(), queues.counts('dead').visible]).toEqual([[], 1]);
    expect(queues.redrive('dead', undefined)).toBe(1);
    expect(queues.counts('work').oldest).toBe(clock.now);
    clock.now += 599_000;
    expect(bodies()).toEqual(['a']);
  });

  test('lets no handle hold on to a message from the very moment at which its timeout is over', () => {
    const { clock, queues, bodies } = rig();
    queues.send('work', [{ body: 'a' }]);
    const [{ receiptHandle } = { receiptHandle: '' }] = queues.receive('work', { max: 1 });
    clock.now += DEFAULT_SETTINGS.visibilityMs - 1;
    queues.changeVisibility('work', receiptHandle, 500);
    clock.now += 500;
    expect(() => queues.changeVisibility('work', receiptHandle, 500)).toThrow('not in flight');
    expect(bodies()).toEqual(['a']);
  });

  test('parks a message after as many receives as its redrive policy says, with its source', () => {
    const { clock, queues } = rig({ redrive: { deadLetterQueue: 'dead', maxReceives: 2 } });
    queues.send('work', [{ body: 'poison' }]);
    for (let receive = 1; receive <= 2; receive += 1) {
      expect(queues.receive('work', { max: 1 })[0]?.receiveCount).toBe(receive);
      clock.now += DEFAULT_SETTINGS.visibilityMs;
    }
    expect(queues.receive('work', { max: 1 })).toEqual([]);
    expect(queues.receive('dead', { max: 1 })[0]).toMatchObject({
      body: 'poison',
      receiveCount: 1,
      deadLetterSource: 'work',
    });
  });

  test('gives dead letters back to where they came from, as new', () => {
    const { clock, queues } = rig({ redrive: { deadLetterQueue: 'dead', maxReceives: 1 } });
    queues.send('work', [{ body: 'a' }, { body: 'b' }]);
    queues.receive('work', { max: 10 });
    clock.now += DEFAULT_SETTINGS.visibilityMs;
    queues.receive('work', { max: 10 });
    expect(queues.counts('dead').visible).toBe(2);
    expect(queues.redrive('dead', undefined)).toBe(2);
    expect(queues.receive('work', { max: 10 }).map(({ receiveCount }) => receiveCount)).toEqual([1, 1]);
    expect(queues.redrive('dead', undefined)).toBe(0);
  });

  test('keeps a delayed message back, and drops one whose retention is over', () => {
    const { clock, queues, bodies } = rig({ retentionMs: 100_000 });
    queues.send('work', [{ body: 'later', delayMs: 5_000 }]);
    expect(bodies()).toEqual([]);
    clock.now += 5_000;
    expect(bodies()).toEqual(['later']);
    clock.now += 100_000;
    expect(bodies()).toEqual([]);
    expect(queues.counts('work').oldest).toBeUndefined();
  });

  test('changes visibility only under the handle that holds the message', () => {
    const { clock, queues, bodies } = rig();
    queues.send('work', [{ body: 'a' }]);
    const handle = queues.receive('work', { max: 1 })[0]?.receiptHandle ?? '';
    queues.changeVisibility('work', handle, 0);
    expect(bodies()).toEqual(['a']);
    expect(() => queues.changeVisibility('work', handle, 10)).toThrow('not in flight');
    clock.now += DEFAULT_SETTINGS.visibilityMs;
  });

  test('offers what no environment was free for after its pause, as if it had never been received', () => {
    const { clock, queues, bodies } = rig({ redrive: { deadLetterQueue: 'dead', maxReceives: 1 } });
    queues.send('work', [{ body: 'a' }]);
    for (let tries = 0; tries < 3; tries += 1) {
      const [{ receiptHandle = '', receiveCount } = {}] = queues.receive('work', { max: 1 });
      expect(receiveCount).toBe(1);
      queues.release('work', [receiptHandle], 1_000);
      clock.now += 999;
      expect(bodies()).toEqual([]);
      clock.now += 1;
    }
    expect([bodies(), queues.counts('dead').visible]).toEqual([['a'], 0]);
  });

  test('wakes a long poll when a message is sent', async () => {
    const { queues, bodies } = rig();
    const waiting = queues.wait('work', 60_000);
    queues.send('work', [{ body: 'now' }]);
    await waiting;
    expect(bodies()).toEqual(['now']);
  });

  test('a batch is kept whole or not at all', () => {
    const { store, queues } = rig();
    expect(() =>
      store.atomically(() => {
        queues.send('work', [{ body: 'a' }, { body: 'b' }]);
        throw new Error('half way');
      }),
    ).toThrow('half way');
    expect(queues.counts('work').visible).toBe(0);
  });

  test('an unknown queue is named as such', () => {
    expect(() => rig().queues.send('nowhere', [{ body: 'a' }])).toThrow('does not exist');
  });
});

describe('a queue after kill -9 of its process', () => {
  /** When it is killed; and how far it would go where nobody killed it, since a loop that never rests hears of nothing. */
  const KILLED_AT = 500;
  const SENT_MAX = 20 * KILLED_AT;
  /** Sends, holds and deletes messages in a process of its own until it is killed; tells which are acknowledged. */
  const SCRIPT = `
    import { LocalStore } from '${join(import.meta.dirname, '../../../local/aws/local-store.ts')}';
    import { Queues } from '${join(import.meta.dirname, '../../../local/sqs/queues.ts')}';
    import { DEFAULT_SETTINGS } from '${join(import.meta.dirname, '../../../local/sqs/queue-settings.ts')}';
    const queues = new Queues(new LocalStore(process.argv[1]));
    queues.define('work', { ...DEFAULT_SETTINGS, visibilityMs: 3_600_000 });
    for (let n = 0; n < ${SENT_MAX}; n += 1) {
      queues.send('work', [{ body: String(n) }]);
      process.stdout.write('sent ' + n + '\\n');
      if (n % 3 === 0) queues.receive('work', { max: 1, polled: true });
      const [held] = n % 7 === 0 ? queues.receive('work', { max: 1, polled: true }) : [];
      if (held !== undefined) {
        queues.delete('work', held.receiptHandle);
        process.stdout.write('deleted ' + held.body + '\\n');
      }
    }`;

  test('every acknowledged message is there and those in flight to a dead poller are offered at once', async () => {
    const path = join(folder(), 'local.sqlite');
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', SCRIPT, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const sent = new Set<string>();
    const deleted = new Set<string>();
    for await (const line of createInterface({ input: child.stdout })) {
      const [verb, body = ''] = line.split(' ');
      (verb === 'sent' ? sent : deleted).add(body);
      if (sent.size === KILLED_AT) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');

    // Somewhat later: a machine's clock may be set back by what its host thinks, and what was sent by then is not due yet.
    const queues = new Queues(new LocalStore(path), () => Date.now() + 60_000);
    queues.define('work', { ...DEFAULT_SETTINGS, visibilityMs: 3_600_000 });
    queues.freePolled();
    const found = new Set<string>();
    for (let page = queues.receive('work', { max: 10 }); page.length > 0; page = queues.receive('work', { max: 10 }))
      for (const { body } of page) found.add(body);
    expect(sent.size).toBeGreaterThanOrEqual(KILLED_AT);
    // The child may have deleted one more before it could tell.
    const missing = [...sent].filter((body) => !deleted.has(body) && !found.has(body));
    expect(missing.length).toBeLessThanOrEqual(1);
    expect([...deleted].filter((body) => found.has(body))).toEqual([]);
  });
});

describe('a queue whose messages have groups', () => {
  const sendMany = (queues: Queues, group: string, count: number, from = 0) =>
    queues.send(
      'work',
      Array.from({ length: count }, (_, index) => ({ body: `${group}${from + index}`, group })),
    );

  test('gives one message of a quiet group in the next receive, however many of another wait before it', () => {
    const { queues, bodies } = rig();
    sendMany(queues, 'noisy', 500);
    expect(bodies()).toHaveLength(10);
    sendMany(queues, 'quiet', 1);
    expect(bodies()).toContain('quiet0');
  });

  test('shares each receive among its groups, the one served longest ago first, in the order of each', () => {
    const { queues, bodies } = rig();
    for (const group of ['a', 'b', 'c']) sendMany(queues, group, 4);
    expect(bodies(3).toSorted()).toEqual(['a0', 'b0', 'c0']);
    expect([...bodies(1), ...bodies(1), ...bodies(1)].toSorted()).toEqual(['a1', 'b1', 'c1']);
    expect(bodies(10).toSorted()).toEqual(['a2', 'a3', 'b2', 'b3', 'c2', 'c3']);
  });

  test('loses none and gives none twice', () => {
    const { queues, bodies } = rig();
    for (const [index, group] of ['a', 'b', 'c'].entries()) sendMany(queues, group, 10 * (index + 1));
    sendMany(queues, '', 5);
    const all: string[] = [];
    for (let some = bodies(7); some.length > 0; some = bodies(7)) all.push(...some);
    expect([all.length, new Set(all).size]).toEqual([65, 65]);
  });

  test('says the group of a message, and keeps those of a data folder that knew none', () => {
    const { queues, store } = rig();
    store.db.exec('DROP INDEX messages_by_group; ALTER TABLE messages DROP COLUMN message_group');
    store.db.exec(
      "INSERT INTO messages (queue, message_id, body, attributes, sent_at, visible_at) VALUES ('work', 'm', 'old', '{}', 0, 0)",
    );
    const again = new Queues(store, () => 1_000_000);
    again.define('work', DEFAULT_SETTINGS);
    again.send('work', [{ body: 'new', group: 'acme' }]);
    const got = again.receive('work', { max: 10 }).map(({ body, group }) => [body, group]);
    expect(got.toSorted()).toEqual([
      ['new', 'acme'],
      ['old', undefined],
    ]);
    expect(queues.has('work')).toBe(true);
  });
});
