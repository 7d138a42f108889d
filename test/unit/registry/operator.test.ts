import { describe, expect, test } from '@jest/globals';
import type { OperatorAnswer, ReleasesAnswer } from '../../../functions/registry/contract/releases-view.ts';
import { build as buildOperator } from '../../../functions/registry/handlers/operator.ts';
import { build as buildReader } from '../../../functions/registry/handlers/releases.ts';
import { clockOf } from '../../support/clock.ts';
import { expectAt, twice } from '../release/rolling-back.ts';
import type { World } from '../release/world.ts';

const nothing = () => {};
const deps = { clock: clockOf(() => 1_795_000_000_000), log: { info: nothing, warn: nothing, error: nothing } };
const context = { getRemainingTimeInMillis: () => 30_000 } as never;

const operate = (world: World, actor: string, act = 'rollback'): Promise<OperatorAnswer> =>
  buildOperator({ ...deps, portsOf: (each) => world.ports(each) })(
    { act, domain: 'ledger', actor, reason: 'it fails' },
    context,
  );
const standing = async (world: World, asked: object): Promise<ReleasesAnswer> =>
  (await buildReader({ ...deps, ports: world.ports() })(asked, context)) as ReleasesAnswer;
const look = async (world: World, entries = 50): Promise<ReleasesAnswer['domains'][number] | undefined> =>
  (await standing(world, { domain: 'ledger', entries })).domains[0];

describe('the operator of releases', () => {
  test('takes a domain back as the command does, with the client’s name and reason on record', async () => {
    const world = twice();
    expect(await operate(world, 'acme/cli_1')).toMatchObject({ done: true });
    expectAt(world, '1');
    const begun = world.records.find(({ event }) => event.kind === 'rollback-begun');
    expect(begun).toMatchObject({ actor: 'acme/cli_1', event: { reason: 'it fails', to: { api: '1', relay: '1' } } });
  });

  test('does it once for two who ask at once, and tells the other one who was faster', async () => {
    for (let change = 1; change <= 6; change += 1) {
      const world = twice();
      const answers: Promise<OperatorAnswer>[] = [];
      // The second one begins just before a change of the first one is made.
      world.meanwhile = { change, act: () => void answers.push(operate(world, 'acme/bob')) };
      answers.push(operate(world, 'acme/ann'));
      await answers[0];
      const all = await Promise.all(answers);
      expect(all.filter(({ done }) => done)).toHaveLength(1);
      const refused = all.find(({ done }) => !done);
      expect(refused?.says).toMatch(/faster|already|not finished|at this moment/);
      const begun = world.records.filter(({ event }) => event.kind === 'rollback-begun');
      expect(begun).toHaveLength(1);
    }
  });

  test('refuses in words what the command refuses, and changes nothing', async () => {
    const world = twice();
    expect(await operate(world, 'acme/ann', 'unpin')).toEqual({ done: false, says: 'Nothing of ledger is pinned.' });
    expect(await operate(world, 'acme/ann', 'resume')).toMatchObject({ done: false });
    const before = world.state();
    world.tables.clear();
    expect(await operate(world, 'acme/ann')).toMatchObject({ done: false, says: expect.stringContaining('is gone') });
    expect(world.state()).toEqual(before);
  });
});

describe('the reader of releases', () => {
  test('tells what is live, where a rollback leads, and afterwards what holds it and why there is no other way back', async () => {
    const world = twice();
    expect(await look(world)).toMatchObject({
      ...{ release: 2, removed: false, problems: [], open: null, noWayBack: null },
      back: { release: 1, from: { api: '2', relay: '2' }, to: { api: '1', relay: '1' } },
      functions: [
        { name: 'api', version: '2', pin: null, template: '2', baking: null },
        { name: 'relay', version: '2', pin: null, template: '2', baking: null },
      ],
    });
    await operate(world, 'acme/ann');
    const after = await look(world, 2);
    expect(after).toMatchObject({ release: 1, back: null, noWayBack: expect.stringContaining('rolled back already') });
    expect(after?.functions.map(({ pin, version, template }) => [pin, version, template])).toEqual([
      ['1', '1', '2'],
      ['1', '1', '2'],
    ]);
    expect(after?.entries.map(({ kind }) => kind)).toEqual(['rollback-done', 'rollback-begun']);
    expect(after?.entries[1]?.says).toContain('it fails');
  });

  test('tells all domains that have a release, without records where none are asked for, and changes nothing', async () => {
    const world = twice();
    const before = world.state();
    const { domains } = await standing(world, { entries: 0 });
    expect(domains.map(({ domain, entries }) => [domain, entries])).toEqual([['ledger', []]]);
    expect((await standing(world, { domain: 'nobody', entries: 1 })).domains).toEqual([]);
    expect(world.state()).toEqual(before);
  });
});
