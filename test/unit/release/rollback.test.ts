import { describe, expect, test } from '@jest/globals';
import { giveUp, resume } from '../../../functions/registry/handlers/release/resume.ts';
import { domainStatus } from '../../../functions/registry/handlers/release/status.ts';
import { back, CHANGES, expectAt, twice, why } from './rolling-back.ts';
import { Crash } from './world.ts';

const crashes = Array.from({ length: CHANGES }, (_, index) => [
  { change: index + 1, after: false },
  { change: index + 1, after: true },
]).flat();

describe('a rollback', () => {
  test('pins, moves, proves and closes in as many changes as are needed', async () => {
    const world = twice();
    await back(world.ports());
    expectAt(world, '1');
    expect(world.changes).toBe(CHANGES);
    expect(world.warmed).toEqual(['api:1']);
    expect(await domainStatus(world.ports(), 'ledger')).toMatchObject({ release: 1, problems: [] });
  });

  test.each(crashes)('that crashes at %j is finished by resume, and never undone', async (crashAt) => {
    const world = twice();
    world.crashAt = crashAt;
    await expect(back(world.ports())).rejects.toThrow(Crash);
    const { open } = world.history;
    if (open === undefined) {
      const done = world.records.at(-1)?.event.kind === 'rollback-done';
      if (!done) await back(world.ports('ben'));
    } else {
      expect((await domainStatus(world.ports(), 'ledger')).problems.length).toBeGreaterThan(0);
      await resume(world.ports('ben'), 'ledger');
    }
    expectAt(world, '1');
  });

  test.each(crashes)('that crashes at %j and is deployed over is finished by resume all the same', async (crashAt) => {
    const world = twice();
    world.crashAt = crashAt;
    await expect(back(world.ports())).rejects.toThrow(Crash);
    world.deploy();
    const pinned = [...world.pins.values()].every((pin) => pin === '1');
    if (world.history.open === undefined) return;
    if (pinned) {
      await resume(world.ports('ben'), 'ledger');
      expectAt(world, '1');
    } else {
      // The deployment came before all pins were set: what it decided is not overruled without somebody looking.
      await expect(resume(world.ports('ben'), 'ledger')).rejects.toThrow('meanwhile');
      await giveUp(world.ports('ben'), 'ledger', why);
      expect(world.history.open).toBeUndefined();
    }
  });

  test('leaves no share to the version that it left, though somebody gave it one before it was over', async () => {
    const world = twice();
    world.crashAt = { change: 5, after: true };
    await expect(back(world.ports())).rejects.toThrow(Crash);
    world.point('api', '1', { 2: 0.1 });
    await resume(world.ports('ben'), 'ledger');
    expectAt(world, '1');
  });

  test('does not mind a version that cannot be run before it is live: the proof will tell', async () => {
    const world = twice();
    const ports = world.ports();
    const warm = () => Promise.reject(new Error('AccessDenied'));
    await back({ ...ports, functions: { ...ports.functions, warm } });
    expectAt(world, '1');
  });

  test('clears weights that a canary has left, and tries again after a revision that went stale', async () => {
    const world = twice();
    world.point('api', '2', { 1: 0.1 });
    world.meanwhile = { change: 4, act: () => world.point('api', '2', { 1: 0.5 }) };
    await back(world.ports());
    expectAt(world, '1');
  });

  test('leaves an alias alone that somebody has moved elsewhere meanwhile, and stays open', async () => {
    const world = twice();
    world.deploy();
    world.meanwhile = { change: 4, act: () => world.point('api', '1') };
    await expect(back(world.ports())).rejects.toThrow('was moved to 1 meanwhile');
    expect(world.aliases.api.version).toBe('1');
    expect(world.history.open).toBeDefined();
  });

  test('that is not well stays open until it is', async () => {
    const world = twice();
    world.complaint = 'its health is 503';
    await expect(back(world.ports())).rejects.toThrow('its health is 503');
    world.complaint = undefined;
    await resume(world.ports(), 'ledger');
    expectAt(world, '1');
  });

  test('that nobody could ask says what kept it from being proved', async () => {
    const world = twice();
    const ports = world.ports();
    const prove = async () => ({ executedVersion: '', complaint: 'the prober failed: out of memory' });
    await expect(back({ ...ports, functions: { ...ports.functions, prove } })).rejects.toThrow(
      /but not proved: the prober failed: out of memory\. Run "folio release resume ledger"/,
    );
    await resume(world.ports(), 'ledger');
    expectAt(world, '1');
  });

  test('of a release that has removed a function moves the rest, and names what it cannot bring back', async () => {
    const world = twice();
    world.deploy({ without: 'relay' });
    const said: string[] = [];
    const { plan } = await back({ ...world.ports(), say: (line) => said.push(line) });
    expect([plan.to, plan.gone]).toEqual([{ api: '2' }, ['relay']]);
    expect(said[0]).toContain('Without relay: a release since has removed it');
    expect(world.aliases.api.version).toBe('2');
    expect([...world.pins.values()]).toEqual(['2', 'none']);
    expect((await domainStatus(world.ports(), 'ledger')).problems).toEqual([]);
    await expect(back(world.ports(), { function: 'relay' })).rejects.toThrow(
      'there is no function relay; there are api',
    );
  });

  test('of one function moves that one only', async () => {
    const world = twice();
    await back(world.ports(), { function: 'api' });
    expect([world.aliases.api.version, world.aliases.relay.version]).toEqual(['1', '2']);
    expect([...world.pins.values()]).toEqual(['1', 'none']);
  });
});
