import { beforeEach, describe, expect, test } from '@jest/globals';
import { type RollbackRequest, rollback } from '../../../functions/registry/handlers/release/rollback.ts';
import { type UnpinRequest, unpin } from '../../../functions/registry/handlers/release/unpin.ts';
import { ReleaseRefused } from '../../../functions/registry/model/log-errors.ts';
import { World } from './world.ts';

const why = { reason: 'a test' };

let world: World;
beforeEach(() => {
  world = new World();
  world.deploysFrom = 'what-was-deployed';
  for (let count = 0; count < 3; count += 1) world.deploy();
});

const back = (more: Pick<RollbackRequest, 'to' | 'further'> = {}) =>
  rollback(world.ports(), { domain: 'ledger', why, dryRun: false, ...more });
const letGo = (more: Partial<UnpinRequest> = {}) =>
  unpin(world.ports(), { domain: 'ledger', why, dryRun: false, anyway: false, ...more });
const pins = () => [...world.pins.values()];

/** The way of CloudFormation and CodeDeploy: from where the deployment before has left the aliases, or not at all. */
const deployment = (): 'taken' | 'refused' => {
  const deployed = world.history.deployed?.functions ?? [];
  const isPinned = pins().some((pin) => pin !== 'none');
  const stands = deployed.every(({ name, live }) => world.aliases[name === 'api' ? 'api' : 'relay'].version === live);
  if (!isPinned && !stands) return 'refused';
  world.deploy();
  return 'taken';
};

describe('an un-pin where deployments go from what was deployed', () => {
  test('is refused in one line, with nothing changed, while no deployment has seen where the rollback led', async () => {
    await back();
    const before = world.state();
    for (const dryRun of [false, true]) {
      const refused = await letGo({ dryRun }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ReleaseRefused);
      expect(String(refused)).toContain('nothing was deployed since api, relay went back');
      expect(String(refused)).toContain('Deploy once while it is pinned');
      expect(String(refused)).not.toContain('\n');
    }
    expect(world.state()).toEqual(before);
  });

  test('is done when something was deployed while it was pinned, and the deployment after it is taken', async () => {
    await back();
    expect(deployment()).toBe('taken');
    await letGo();
    expect(pins()).toEqual(['none', 'none']);
    expect(deployment()).toBe('taken');
    expect(world.aliases.api.version).toBe('5');
  });

  test('is refused again after a second rollback that no deployment has seen', async () => {
    await back();
    world.deploy();
    await back({ further: true });
    await expect(letGo()).rejects.toThrow('nothing was deployed since');
  });

  test('is done at once where the rollback led to what was deployed last: that release was not to blame', async () => {
    await back();
    await back({ to: '3' });
    await letGo();
    expect(deployment()).toBe('taken');
  });

  test('names the functions that stand elsewhere, and lets go of the one that does not', async () => {
    await rollback(world.ports(), { domain: 'ledger', function: 'api', why, dryRun: false });
    await expect(letGo()).rejects.toThrow('since api went back');
    world.pins.set('/folio/release/ledger/relay/pin', '3');
    expect(await letGo({ function: 'relay' })).toEqual({ was: { relay: '3' }, next: { relay: 'agrees' } });
  });

  test('is done all the same when somebody says so, and the deployment after it is refused', async () => {
    await back();
    expect(await letGo({ anyway: true })).toEqual({
      was: { api: '2', relay: '2' },
      next: { api: 'refused', relay: 'refused' },
    });
    expect(pins()).toEqual(['none', 'none']);
    expect(deployment()).toBe('refused');
  });
});

describe('an un-pin where deployments go from what is live', () => {
  test('needs no deployment before it', async () => {
    world.deploysFrom = 'what-is-live';
    await back();
    expect((await letGo()).was).toEqual({ api: '2', relay: '2' });
    expect(pins()).toEqual(['none', 'none']);
  });

  test('says whether alias and template agree, the next deployment moves the alias, or the same release stays away', async () => {
    world.deploysFrom = 'what-is-live';
    await back();
    expect((await letGo({ dryRun: true })).next).toEqual({ api: 'stays', relay: 'stays' });
    world.deploy();
    expect((await letGo({ dryRun: true })).next).toEqual({ api: 'moves', relay: 'moves' });
    await back({ to: '3' });
    await back({ to: '2' });
    expect((await letGo()).next).toEqual({ api: 'moves', relay: 'moves' });
    world.deploy();
    await back();
    await back({ to: '5' });
    expect((await letGo()).next).toEqual({ api: 'agrees', relay: 'agrees' });
  });

  test('puts on record what was cleared by hand, so that pins and log agree', async () => {
    await back();
    for (const pin of world.pins.keys()) world.pins.set(pin, 'none');
    expect((await letGo({ anyway: true })).was).toEqual({ api: '2', relay: '2' });
    await expect(letGo()).rejects.toThrow('Nothing of ledger is pinned');
    await expect(letGo({ function: 'nosuch' })).rejects.toThrow('ledger has no function nosuch; there are api, relay');
  });
});
