import { beforeEach, describe, expect, test } from '@jest/globals';
import { giveUp, resume } from '../../../bin/release/resume.ts';
import { rollback } from '../../../bin/release/rollback.ts';
import { domainStatus } from '../../../bin/release/status.ts';
import { unpin } from '../../../bin/release/unpin.ts';
import { Crash, World } from './world.ts';

const why = { reason: 'a test' };
const PIN = '/folio/release/ledger/api/pin';

let world: World;
beforeEach(() => {
  world = new World();
  for (let count = 0; count < 3; count += 1) world.deploy();
});

const back = (to?: string) =>
  rollback(world.ports(), { domain: 'ledger', why, dryRun: false, ...(to === undefined ? {} : { to }) });
const backAlone = (to: string) =>
  rollback(world.ports(), { domain: 'ledger', function: 'api', to, why, dryRun: false });
const letGo = (only?: string) => {
  const what = only === undefined ? {} : { function: only };
  return unpin(world.ports(), { domain: 'ledger', ...what, why, dryRun: false, anyway: true });
};
const status = () => domainStatus(world.ports(), 'ledger');
const problems = async () => (await status()).problems;

describe('the status after an un-pin', () => {
  test('promises the next deployment nothing that it does not do: the same release does not come back', async () => {
    await back();
    await letGo();
    const { problems: found, notes } = await status();
    expect(notes).toEqual([]);
    expect(found).toHaveLength(2);
    for (const each of found) {
      expect(each).toMatch(
        /is not pinned, and its alias stands at 2 where the template says 3: the same release does not/,
      );
      expect(each).not.toContain('\n');
    }
    await back('3');
    await letGo();
    expect(await status()).toMatchObject({ problems: [], notes: [] });
  });

  test('waits for the next deployment where one has seen the pin', async () => {
    await back();
    world.deploy();
    await letGo();
    expect(await status()).toMatchObject({
      problems: [],
      notes: [expect.stringContaining('the next deployment moves')],
    });
    world.deploy();
    expect(await status()).toMatchObject({ problems: [], notes: [] });
  });

  test('says where CodeDeploy would refuse the next deployment', async () => {
    world.deploysFrom = 'what-was-deployed';
    await back();
    await letGo();
    expect((await problems()).join('\n')).toContain('CodeDeploy would refuse the next deployment');
  });

  test('blames nobody for an alias that the deployment had no reason to move', async () => {
    await back();
    await letGo();
    world.deploy();
    world.point('relay', '2');
    expect(await problems()).toEqual([
      expect.stringMatching(/relay stands at 2, the log says 4: the deployment after its un-pin had nothing to move/),
    ]);
  });
});

describe('the status compares pins with the log', () => {
  test('and finds one that was set by hand to what is live: an un-pin puts it right', async () => {
    world.pins.set(PIN, '3');
    expect(await problems()).toEqual([
      'the pin of api says 3, the log says that nothing holds it: "folio release unpin ledger/api" puts that right',
    ]);
    await letGo('api');
    expect(await problems()).toEqual([]);
  });

  test('and finds one that was cleared by hand: a rollback to where it was puts it right', async () => {
    await back();
    world.deploy();
    world.pins.set(PIN, 'none');
    expect(await problems()).toEqual([
      'the pin of api says none, the log says that it is pinned to 2: "folio release rollback ledger/api --to 2" puts that right',
    ]);
    await backAlone('2');
    expect(await problems()).toEqual([]);
  });

  test('and finds what a crash of an un-pin left: another one finishes it', async () => {
    await back();
    world.deploy();
    world.crashAt = { change: world.changes + 2, after: false };
    await expect(letGo()).rejects.toThrow(Crash);
    world.crashAt = undefined;
    const left = await problems();
    expect(left).toHaveLength(2);
    expect(left[0]).toContain('"folio release unpin ledger/api" puts that right');
    await letGo();
    expect(await problems()).toEqual([]);
  });

  test.each([1, 2, 3, 4, 5])(
    'and so finds that the last %i records of the log are gone, whose hashes still fit',
    async (cut) => {
      await back();
      world.deploy();
      await back('3');
      world.records = world.records.slice(0, -cut);
      expect(await problems()).not.toEqual([]);
    },
  );

  test('but takes either where a rollback was given up half way', async () => {
    world.crashAt = { change: 3, after: false };
    await expect(back()).rejects.toThrow(Crash);
    world.crashAt = undefined;
    await giveUp(world.ports(), 'ledger', why);
    expect([...world.pins.values()]).toEqual(['2', 'none']);
    expect(await problems()).toEqual(['api is pinned to 2 and its alias stands at 3']);
  });

  test('but not while a rollback is open', async () => {
    world.crashAt = { change: 3, after: false };
    await expect(back()).rejects.toThrow(Crash);
    world.crashAt = undefined;
    expect((await problems()).filter((each) => each.includes('the log says that'))).toEqual([]);
    await resume(world.ports(), 'ledger');
    expect(await problems()).toEqual([]);
  });
});
