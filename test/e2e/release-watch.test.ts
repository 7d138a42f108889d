import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LambdaClient, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openPorts } from '../../bin/release/ports/open-ports.ts';
import { clean } from '../../bin/release/use-cases/clean.ts';
import type { DeployedFunction } from '../../functions/registry/contract/release-record.ts';
import { historyOf } from '../../functions/registry/model/history.ts';
import type { ReleasePorts } from '../../functions/registry/store/release-ports.ts';
import { type ChangedApp, changedApp, type Ended, endedWith, named } from '../support/changed-app.ts';
import { awsOf, localFileOf, tokenOf } from '../support/local-aws.ts';
import { eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

const HALF_A_YEAR_MS = 200 * 24 * 3_600_000;

let cloud: LocalCloud;
let ports: ReleasePorts;
const apps: ChangedApp[] = [];
const release = (name: string): ChangedApp => {
  const app = changedApp(named(name));
  apps.push(app);
  return app;
};

const folio = (app: ChangedApp, ...args: readonly string[]): Promise<Ended> =>
  app.folio(...args, '--data', cloud.dataDir);
const deploy = async (app: ChangedApp, code = 0): Promise<void> =>
  endedWith(code, await folio(app, 'deploy', '--canary', '100', '--bake', '0ms'));

const history = async () => historyOf(await ports.log.read('ledger'));
const api = async (): Promise<DeployedFunction> => {
  const found = (await history()).deployed?.functions.find(({ name }) => name === 'api');
  if (found === undefined) throw new Error('the ledger has no api');
  return found;
};
const outOfBand = async () => (await history()).records.filter(({ event }) => event.kind === 'out-of-band');
const promoted = async () => (await history()).records.filter(({ event }) => event.kind === 'promoted').length;

/** As anybody with the right to call Lambda could. */
const moveByHand = async (alias: string, FunctionVersion: string): Promise<void> => {
  const place = await awsOf(cloud.dataDir);
  const credentials = { ...place.credentials, accessKeyId: 'mallory' };
  const lambda = new LambdaClient({ ...place, credentials });
  await lambda.send(
    new UpdateAliasCommand({ FunctionName: alias.replace(/:live$/, ''), Name: 'live', FunctionVersion }),
  );
  lambda.destroy();
};

const ringing = async (): Promise<readonly string[]> => {
  const headers = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms',
    ...(await tokenOf(cloud.dataDir)),
  };
  const body = JSON.stringify({ StateValue: 'ALARM' });
  const answer = await fetch((await localFileOf(cloud.dataDir)).awsUrl, { method: 'POST', headers, body });
  const { MetricAlarms } = (await answer.json()) as { readonly MetricAlarms: readonly { AlarmDescription: string }[] };
  return MetricAlarms.map(({ AlarmDescription }) => AlarmDescription);
};

/** What the runbook tells to type, in its order. */
const commands = readFileSync('docs/runbooks/alias-moved.md', 'utf8')
  .split('\n')
  .filter((line) => /^ {4,}\.\/folio /.test(line))
  .map((line) =>
    [...line.trim().matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '').slice(1),
  );

describe('what happens around folio release', () => {
  let next: ChangedApp;

  beforeAll(async () => {
    cloud = await startLocal();
    ports = await openPorts({ target: 'local', data: cloud.dataDir, stage: '' }, () => undefined);
    next = release('B');
    await deploy(next);
    await eventually(promoted, (count) => count > 0, 60_000);
  }, 180_000);
  afterAll(async () => {
    await cloud?.stop();
    for (const app of apps) app.remove();
  });

  test('is put on record, rings, is named by status, and is put right as the runbook says', async () => {
    expect(await outOfBand()).toEqual([]);
    const { alias } = await api();
    await moveByHand(alias, '1');
    const [record] = await eventually(outOfBand, (records) => records.length > 0, 60_000);
    expect(record).toMatchObject({
      actor: expect.stringMatching(/:user\/mallory$/),
      event: { function: 'api', change: 'alias-moved', version: '1' },
    });
    // The record is written first, and the line that the alarm counts after it.
    const rings = (all: readonly string[]) => all.some((text) => text.includes('Out-of-band change'));
    await eventually(ringing, rings, 30_000);

    const [status = [], shown = [], ...mend] = commands;
    const wrong = await folio(next, ...status);
    expect(wrong.code).toBe(1);
    expect(wrong.output).toMatch(/moved around the command by \S+:user\/mallory \(20/);
    expect((await folio(next, ...shown)).output).toContain('the alias of api was moved to 1');
    expect(mend.map(([, what]) => what)).toEqual(['rollback', 'unpin', 'status']);
    for (const command of mend) expect([command, await folio(next, ...command)]).toMatchObject([command, { code: 0 }]);
  }, 180_000);

  test('is told from rollbacks, deployments and canaries: none of them rings', async () => {
    const known = (await outOfBand()).length;
    const back = await folio(next, 'release', 'rollback', 'ledger', '--reason', 'B is bad');
    endedWith(0, back);
    // Published while the pins hold, so they never answer.
    for (const name of ['C', 'D']) await deploy(release(name), 3);
    await folio(next, 'release', 'unpin', 'ledger', '--reason', 'D is good');
    // The watch takes what it is told in order: once it has heard of this, it has heard of all before.
    await moveByHand((await api()).alias, '2');
    await eventually(outOfBand, (records) => records.length > known, 60_000);
    expect(await outOfBand()).toHaveLength(known + 1);
  }, 180_000);

  test('leaves versions that never answered, which clean removes for good, code included', async () => {
    const { alias } = await api();
    const versions = async () => (await ports.functions.published(alias)).map(({ version }) => version);
    const codes = () => readdirSync(join(cloud.dataDir, 'functions', 'code')).length;
    expect(await versions()).toEqual(['1', '2', '3', '4']);
    const before = codes();
    const later = { ...ports, now: () => ports.now() + HALF_A_YEAR_MS };
    expect(await clean(later, 'ledger', true)).toEqual({ api: ['3'] });
    expect(await clean(later, 'ledger', false)).toEqual({ api: ['3'] });
    expect(await versions()).toEqual(['1', '2', '4']);
    expect(codes()).toBe(before - 1);
    expect(await clean(later, 'ledger', false)).toEqual({});
    expect((await history()).records.at(-1)?.event.kind).toBe('cleaned');
    const known = (await outOfBand()).length;
    await moveByHand(alias, '4');
    await eventually(outOfBand, (records) => records.length > known, 60_000);
    expect(await outOfBand()).toHaveLength(known + 1);
  }, 120_000);
});
