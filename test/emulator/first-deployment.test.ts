import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { objectsOf } from '../../bin/dlq/objects.ts';
import { emptyBucket } from '../../bin/stage/buckets.ts';
import { deployStage } from '../../bin/stage/deploy-stage.ts';
import { destroyStage } from '../../bin/stage/destroy-stage.ts';
import { type Stacks, stacksOf } from '../../bin/stage/stacks.ts';
import { stageParameters } from '../../bin/stage/stage-parameters.ts';
import { jsonService } from '../../functions/kernel/aws/aws-call.ts';
import { liveClock } from '../../functions/kernel/core/live-ports.ts';
import { bootstrap } from './support/deployment.ts';
import { type Emulator, KEYS, REGION, startEmulator } from './support/emulator.ts';
import { installEmulator } from './support/install-emulator.ts';
import { putObject } from './support/put-object.ts';
import { awsOf, cdkDeploy, type Small, smallAssembly } from './support/small-stage.ts';

const WITHIN_MS = 300_000;
const ROOT = process.cwd();
const NAME = 'Folio-Platform';
const STAGE = { order: [NAME], names: 'Folio-', isThrownAway: false, hasDomainKeys: false };

const installed = await installEmulator(ROOT);
const proof = 'missing' in installed ? describe.skip : describe;

let emulator: Emulator;
let stacks: Stacks;
const standing = async (name = NAME) => {
  const stack = await stacks.get(name);
  return stack === undefined ? 'none' : `${stack.status}${stack.isProtected ? ', protected' : ''}`;
};
/** The CDK CLI alone. */
const cdk = async (small: Omit<Small, 'name'>, name = NAME) =>
  cdkDeploy(emulator, ROOT, await smallAssembly(emulator, { name, ...small }));
/** `folio deploy`'s own steps around it. */
const folioDeploy = (small: Omit<Small, 'name' | 'isProtected'>) => {
  const deploy = async (fresh: readonly string[]) => {
    const { code } = await cdk({ ...small, isProtected: !fresh.includes(NAME) });
    if (code !== 0) throw new Error('The CDK did not deploy everything');
  };
  return deployStage({ stacks, deploy, clock: liveClock, say: () => undefined }, STAGE);
};

proof('A first deployment that fails, with the CDK CLI and on an emulator that protects stacks as AWS does,', () => {
  beforeAll(async () => {
    if ('missing' in installed) return;
    emulator = await startEmulator(installed.python);
    await bootstrap(emulator, ROOT);
    stacks = stacksOf(awsOf(emulator));
  }, WITHIN_MS);
  afterAll(() => emulator?.stop(), 30_000);

  test(
    'is given again, and what stands is protected then',
    async () => {
      await expect(folioDeploy({ fails: true })).rejects.toThrow('did not deploy');
      expect(await standing()).toBe('ROLLBACK_COMPLETE');
      await folioDeploy({});
      expect(await standing()).toBe('CREATE_COMPLETE, protected');
      await stacks.protect(NAME, false);
      await stacks.remove(NAME);
    },
    WITHIN_MS,
  );

  test(
    'is stuck where the CLI alone protected it, until folio deploy frees it',
    async () => {
      expect((await cdk({ fails: true, isProtected: true })).code).toBe(1);
      expect(await standing()).toBe('ROLLBACK_COMPLETE, protected');
      const again = await cdk({ isProtected: true });
      expect([again.code, again.output.includes('TerminationProtection')]).toEqual([1, true]);
      await folioDeploy({});
      expect(await standing()).toBe('CREATE_COMPLETE, protected');
    },
    WITHIN_MS,
  );

  test(
    'leaves a throw-away stage that is destroyed with its objects, their versions and the parameters of no stack',
    async () => {
      const name = 'try1-Folio-Platform';
      expect((await cdk({}, name)).code).toBe(0);
      const aws = awsOf(emulator);
      const ssm = jsonService(aws, 'ssm', 'AmazonSSM');
      for (const pin of ['a', 'b'])
        await ssm('PutParameter', { Name: `/try1-folio/release/${pin}`, Value: 'none', Type: 'String' }, z.unknown());
      const bucket = (await stacks.resources(name)).find(({ type }) => type === 'AWS::S3::Bucket')?.physicalId ?? '';
      for (const body of ['one', 'two']) await putObject(emulator, bucket, 'a-record', body);
      const objects = objectsOf({ endpoint: emulator.url, region: REGION, credentials: async () => KEYS });
      const parameters = stageParameters(aws, '/try1-folio/');
      const ports = {
        stacks,
        empty: (one: string) => emptyBucket(objects, one),
        parameters,
        clock: liveClock,
        say: () => undefined,
      };
      const done = await destroyStage(ports, await stacks.list('try1-'), [name]);
      expect(done).toEqual({ stacks: [name], objects: 2, parameters: 2, left: [] });
      expect([await stacks.list('try1-'), await parameters.list()]).toEqual([[], []]);
      // The stage that is kept is refused whole.
      await expect(destroyStage(ports, await stacks.list('Folio-'), [NAME])).rejects.toThrow('protected from deletion');
    },
    WITHIN_MS,
  );
});
