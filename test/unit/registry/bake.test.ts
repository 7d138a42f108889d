import { describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import type { LifecycleHook } from '../../../functions/registry/contract/lifecycle-hook.ts';
import { build } from '../../../functions/registry/handlers/bake.ts';
import { reportHook } from '../../../functions/registry/store/hook-status.ts';
import { recordingLog } from '../kernel/support/recording-log.ts';
import { answering } from '../release/support/aws.ts';

const HOOK = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'hook-1' };
const context = { getRemainingTimeInMillis: () => 420_000 } as Context;

/** The hook with a clock that only its sleep moves. */
const rig = (report?: (hook: LifecycleHook) => Promise<void>) => {
  let now = 0;
  const reported: (readonly [number, LifecycleHook])[] = [];
  const log = recordingLog();
  const run = build({
    clock: {
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    },
    log,
    report: report ?? (async (hook) => void reported.push([now, hook])),
  });
  return { run: (event: unknown) => run(event, context), reported, log };
};

describe('the hook that lets a version bake', () => {
  test('reports that all is well after five minutes, and not before', async () => {
    const { run, reported } = rig();
    await run({ ...HOOK, Combined: 'whatever CodeDeploy adds' });
    expect(reported).toEqual([[300_000, HOOK]]);
  });

  test('refuses at once what is no hook of a deployment', async () => {
    const { run, reported } = rig();
    await expect(run({ DeploymentId: 'd-1' })).rejects.toThrow('LifecycleEventHookExecutionId');
    expect(reported).toEqual([]);
  });

  test('fails where its report does not arrive, so that Lambda runs it again', async () => {
    const { run, log } = rig(() => Promise.reject(new Error('no network')));
    await expect(run(HOOK)).rejects.toThrow('no network');
    expect(log.lines).toContainEqual(expect.objectContaining({ line: expect.objectContaining({ faults: 1 }) }));
  });
});

describe('the report to CodeDeploy', () => {
  test('says Succeeded of this very run of the hook', async () => {
    await answering(200, {}, async (aws, asked) => {
      await reportHook(aws)(HOOK);
      expect(asked).toEqual([
        {
          target: 'CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus',
          body: { deploymentId: 'd-1', lifecycleEventHookExecutionId: 'hook-1', status: 'Succeeded' },
        },
      ]);
    });
  });

  test('has nothing left to say to a deployment that an alarm has ended meanwhile', async () => {
    await answering(400, { __type: 'LifecycleEventAlreadyCompletedException' }, async (aws) => {
      await expect(reportHook(aws)(HOOK)).resolves.toBeUndefined();
    });
  });

  test('fails where CodeDeploy does not take it', async () => {
    await answering(400, { __type: 'AccessDeniedException', message: 'no' }, async (aws) => {
      await expect(reportHook(aws)(HOOK)).rejects.toThrow('AccessDeniedException');
    });
  });
});
