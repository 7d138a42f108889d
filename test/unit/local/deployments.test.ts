import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { codeDeployOperations, endEvent } from '../../../local/codedeploy/codedeploy-api.ts';
import { type Deployment, DeploymentHistory } from '../../../local/codedeploy/history.ts';
import type { Shifter } from '../../../local/codedeploy/shifter.ts';
import { temporaryFolder } from '../../support/folder.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());
let files = 0;

describe('the history of deployments', () => {
  const one = (n: number, change: Partial<Deployment> = {}): Deployment => ({
    ...{ id: `d-${n}`, application: 'app', group: 'g', functionName: 'f', alias: 'live', from: '1', to: String(n) },
    ...{ status: 'Succeeded', startedAt: n },
    ...change,
  });
  const history = () => {
    files += 1;
    return new DeploymentHistory(join(folder.path, `${files}.json`));
  };

  test('keeps the newest two hundred, the oldest first, and one that changes at its end', () => {
    const kept = history();
    kept.write(Array.from({ length: 200 }, (_, at) => one(at + 1)));
    kept.write([one(201)]);
    kept.write([one(5, { status: 'Stopped' })]);
    const ids = kept.all().map(({ id }) => id);
    expect([ids.length, ids[0], ids.at(-2), ids.at(-1)]).toEqual([200, 'd-2', 'd-201', 'd-5']);
  });

  test('refuses a version by the last deployment of its own alias and function alone', () => {
    const kept = history();
    kept.write([one(2, { status: 'Stopped' })]);
    kept.write([one(3, { functionName: 'g' }), one(4, { alias: 'other' })]);
    expect([kept.refused('f', 'live', '2'), kept.refused('f', 'live', '1')]).toEqual([true, false]);
    expect([kept.refused('g', 'live', '2'), kept.refused('f', 'other', '2')]).toEqual([false, false]);
    kept.write([one(5)]);
    expect([kept.refused('f', 'live', '2'), kept.refused('f', 'live', '5')]).toEqual([false, false]);
    kept.write([one(6, { status: 'InProgress' })]);
    expect(kept.refused('f', 'live', '6')).toBe(true);
  });

  test('is listed by CodeDeploy newest first, by application, group and status', async () => {
    const kept = history();
    kept.write([one(1), one(2, { group: 'h' }), one(3, { status: 'Stopped' }), one(4, { application: 'b' })]);
    const operations = codeDeployOperations({ history: kept } as Shifter);
    const ids = async (input: object) => {
      const asked = (await operations.ListDeployments?.(input as never, {} as never)) as { deployments: string[] };
      return asked.deployments;
    };
    expect(await ids({})).toEqual(['d-4', 'd-3', 'd-2', 'd-1']);
    expect(await ids({ applicationName: 'app', deploymentGroupName: 'g' })).toEqual(['d-3', 'd-1']);
    expect(await ids({ applicationName: 'app', includeOnlyStatuses: ['Succeeded'] })).toEqual(['d-2', 'd-1']);
  });

  test('tells EventBridge of a deployment that was taken back as of one that was stopped', () => {
    const stateOf = (status: Deployment['status']) => JSON.parse(endEvent(one(1, { status, endedAt: 9 })).detail).state;
    expect([stateOf('Succeeded'), stateOf('Stopped')]).toEqual(['SUCCESS', 'STOP']);
    expect([endEvent(one(1, { endedAt: 9 })).at, endEvent(one(1)).at]).toEqual([9, 1]);
  });
});
