import { describe, expect, test } from '@jest/globals';
import { checkQuota } from '../../../bin/stage/concurrency.ts';
import { deployStage } from '../../../bin/stage/deploy-stage.ts';
import { turnClock } from '../../support/clock.ts';
import { cloudFormation, stack } from './cloudformation.ts';

const clock = turnClock;
const ORDER = ['Folio-Platform', 'Folio-Registry', 'Folio-Identity'];
const STAGE = { order: ORDER, names: 'Folio-', isThrownAway: false, hasDomainKeys: false };

describe('a deployment to AWS', () => {
  test('protects nothing before it stands, and what stands although a later stack failed', async () => {
    const stacks = cloudFormation([stack('Folio-Platform')]);
    const said: string[] = [];
    const deploy = async (fresh: readonly string[]) => {
      expect(fresh).toEqual(['Folio-Registry', 'Folio-Identity']);
      throw new Error('Folio-Registry failed');
    };
    const done = deployStage({ stacks, deploy, say: (line) => void said.push(line), clock }, STAGE);
    await expect(done).rejects.toThrow('Folio-Registry failed');
    expect(stacks.calls).toEqual(['protect Folio-Platform']);
    expect(said).toEqual(['Protected from deletion: Folio-Platform.']);
  });

  test.each(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'])(
    'frees a stack in %s, which failed at first, so that the CDK CLI can delete and make it anew',
    async (status) => {
      const stacks = cloudFormation([
        stack('Folio-Platform', 'UPDATE_COMPLETE', true),
        stack('Folio-Registry', status, true),
      ]);
      const deploy = async (fresh: readonly string[]) => {
        expect(fresh).toEqual(['Folio-Registry', 'Folio-Identity']);
        await stacks.remove('Folio-Registry');
      };
      await deployStage({ stacks, deploy, say: () => undefined, clock }, STAGE);
      expect(stacks.calls).toEqual(['free Folio-Registry', 'delete Folio-Registry']);
    },
  );

  test.each(['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_FAILED', 'UPDATE_IN_PROGRESS', 'DELETE_FAILED'])(
    'never frees a stack in %s, which has stood and may hold money',
    async (status) => {
      const stacks = cloudFormation(ORDER.map((name) => stack(name, status, true)));
      await deployStage(
        { stacks, deploy: async (fresh) => expect(fresh).toEqual([]), say: () => undefined, clock },
        STAGE,
      );
      expect(stacks.calls).toEqual([]);
    },
  );

  test('leaves a throw-away stage without protection', async () => {
    const stacks = cloudFormation([stack('Folio-Platform')]);
    await deployStage(
      { stacks, deploy: async () => undefined, say: () => undefined, clock },
      { ...STAGE, isThrownAway: true },
    );
    expect(stacks.calls).toEqual([]);
  });
});

describe('a stage of which each domain has a key of its own', () => {
  const key = (logicalId: string) => ({
    'Folio-Identity': [{ logicalId, physicalId: 'k', type: 'AWS::KMS::Key', status: 'CREATE_COMPLETE' }],
  });
  const run = async (resources: ReturnType<typeof key>, hasDomainKeys: boolean) => {
    let deployed = false;
    const deploy = async () => {
      deployed = true;
    };
    const stacks = cloudFormation(
      ORDER.map((name) => stack(name)),
      resources,
    );
    await deployStage({ stacks, deploy, clock, say: () => undefined }, { ...STAGE, hasDomainKeys });
    return deployed;
  };

  test('is not deployed without them: what they encrypted would be lost', async () => {
    await expect(run(key('DataKeyCDB94A42'), false)).rejects.toThrow(
      'Folio-Identity encrypts its data with a key of its own',
    );
    expect(await run(key('DataKeyCDB94A42'), true)).toBe(true);
    // Those that vouch for something are each their own in every stage.
    expect(await run(key('DataTokenKey1ACFA1E9'), false)).toBe(true);
  });
});

describe('the number of runs that Lambda lets the account have at once', () => {
  test.each([
    [10, { quota: 1_000, reserved: 0 }, 'Lambda lets this account run 10 at once'],
    [1_000, { quota: 1_000, reserved: 950 }, 'leaves at least 100'],
  ])('of %d is refused where the deployment counts with more: %j', (has, wanted, says) => {
    expect(() => checkQuota(has, wanted)).toThrow(says);
  });

  test('is enough, or is not known, and then that is told', () => {
    expect(checkQuota(1_000, { quota: 1_000, reserved: 250 })).toBeUndefined();
    expect(checkQuota(10, { quota: 10, reserved: 0 })).toBeUndefined();
    expect(checkQuota(undefined, { quota: 1_000, reserved: 0 })).toContain('does not say');
  });
});
