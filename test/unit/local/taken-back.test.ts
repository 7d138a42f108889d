import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { build } from '../../../functions/registry/handlers/custom-resource.ts';
import { domainStatus } from '../../../functions/registry/handlers/release/status.ts';
import { Mailbox } from '../../../local/aws/mailbox.ts';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import { customResource } from '../../../local/resources/custom-resource.ts';
import type { ResourceHandler, StartServices } from '../../../local/services.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { World } from '../release/world.ts';
import { assemblyIn } from './release-assembly.ts';

const folder = temporaryFolder();
const clouds: Cloud[] = [];
afterAll(async () => {
  for (const cloud of clouds) await cloud.stop();
  folder.remove();
});

const world = new World();
const { log, ...ports } = world.ports('cloudformation');
const mailbox = new Mailbox();
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const provider = build({
  clock: { now: ports.now, sleep: ports.sleep },
  random: { fraction: () => 0.5 },
  console: quiet,
  parameters: { get: async () => undefined, put: async () => undefined, create: async () => undefined },
  log,
  askProber: async ({ qualifier }) => ({ executedVersion: qualifier }),
  answersInTime: async () => true,
  throttleRoutes: async () => undefined,
  codeHash: async (_alias, version) => `hash-${version}`,
  stackStatus: async () => 'UPDATE_COMPLETE',
  answer: async ({ ResponseURL, ...asked }, { physicalId, failure }) => {
    const answer = { ...asked, Status: failure === undefined ? 'SUCCESS' : 'FAILED', PhysicalResourceId: physicalId };
    mailbox.put(new URL(ResponseURL).pathname, JSON.stringify({ ...answer, Reason: failure }));
  },
});

/** The real custom resource, asking the real provider in this process. */
const release: ResourceHandler = (() => {
  const properties = ['Domain', 'Stack', 'Published', 'DataGeneration', 'DataFloor', 'Functions'];
  const real = customResource({ mailbox, endpoint: () => 'http://127.0.0.1:1' }, 'Custom::DomainRelease', properties);
  return {
    ...real,
    apply: (resource, context) => {
      const functions = Object.assign(Object.create(context.functions), {
        invoke: async (_token: string, payload: string) => {
          await provider(JSON.parse(payload));
          return { payload: '' };
        },
      });
      return real.apply(resource, { ...context, functions });
    },
  };
})();

/** Lives in memory only, as routes do. */
const routes = new Map<string, unknown>();
const route: ResourceHandler = {
  type: 'Test::Route',
  supports: ['To', 'Path'],
  ignores: {},
  apply: ({ logicalId, properties }) => {
    routes.set(logicalId, properties.Path);
    return { ref: logicalId, attributes: {} };
  },
};

let ringing: readonly string[] = [];
const services: StartServices = async () => ({
  endpoints: { aws: 'http://127.0.0.1:1', dynamodb: 'http://127.0.0.1:1' },
  handlers: [release, route],
  parameter: () => 'none',
  deliver: async () => undefined,
  begin: async () => undefined,
  stop: async () => undefined,
  inAlarm: () => ringing,
});

const assembly = assemblyIn(folder.path);
const released = (answer: string): string =>
  assembly(answer, {
    more: (version) => ({
      Route: { Type: 'Test::Route', Properties: { To: { Ref: 'Live' }, Path: `/${answer}` } },
      [`Only${answer}`]: { Type: 'Test::Route', Properties: { To: { Ref: 'Live' }, Path: `/only-${answer}` } },
      Release: {
        Type: 'Custom::DomainRelease',
        Properties: {
          ServiceToken: 'arn:aws:lambda:us-east-1:000000000000:function:provider',
          Domain: 'ledger',
          Stack: 'Domain',
          Published: '/releases/ledger',
          DataGeneration: '1',
          DataFloor: '1',
          Functions: [
            {
              Name: 'api',
              Alias: { Ref: 'Live' },
              Pin: '/pin',
              Probe: 'health',
              Template: { 'Fn::GetAtt': [version, 'Version'] },
              Live: { 'Fn::GetAtt': [version, 'Version'] },
            },
          ],
        },
      },
    }),
  });

const start = async (assemblyDir: string): Promise<Cloud> => {
  routes.clear();
  const dataDir = join(folder.path, 'data');
  const cloud = await startCloud({ assemblyDir, dataDir, port: 0, startServices: services });
  clouds.push(cloud);
  return cloud;
};

/** What `folio release status` finds wrong. */
const problems = async (cloud: Cloud): Promise<readonly string[]> => {
  const { functionVersion, weights, revisionId } = cloud.functions.alias(cloud.functions.list()[0]?.name ?? '', 'live');
  const functions = {
    ...ports.functions,
    alias: async () => ({ version: functionVersion, weights, revisionId }),
    published: async () => [],
  };
  const pins = { ...ports.pins, get: async () => 'none' };
  const status = await domainStatus({ ...ports, log, functions, pins }, 'ledger');
  return [...status.problems, ...status.functions.flatMap((each) => each.problems)];
};

test('a release that was taken back is not on record after a restart from the same app, and what names its alias stays', async () => {
  const bad = released('b');
  const cloud = await start(released('a'));
  ringing = ['errors'];
  const pace = { canaryPercent: 50, bakeMs: 60_000 };
  await expect(cloud.redeploy(bad, { pace, say: () => undefined })).rejects.toThrow('was not begun: the alarm');
  ringing = [];
  const before = world.records;
  expect([before.length, await problems(cloud)]).toEqual([1, []]);
  await clouds.pop()?.stop();

  const again = await start(bad);
  expect(world.records).toEqual(before);
  expect(await problems(again)).toEqual([]);
  expect([...routes]).toEqual([['Route', '/a']]);

  await again.redeploy(bad, { pace: { canaryPercent: 50, bakeMs: 0 }, say: () => undefined });
  expect([world.records.length, await problems(again)]).toEqual([2, []]);
  expect(routes.get('Onlyb')).toBe('/only-b');
});
