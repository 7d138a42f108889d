import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { App, CfnOutput, CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Aws } from '../../../functions/kernel/aws/aws-call.ts';
import { liveClock } from '../../../functions/kernel/core/live-ports.ts';
import { ACCOUNT, type Emulator, KEYS, REGION } from './emulator.ts';
import { type Ended, run } from './run.ts';

const WITHIN_MS = 120_000;

/** Of a function that is not there. */
const NOBODYS = { AuthType: 'AWS_IAM', TargetFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:nobody' };

/** AWS as the emulator plays it. */
export const awsOf = ({ url: endpoint }: Emulator): Aws => ({
  region: REGION,
  endpoint,
  credentials: async () => KEYS,
  clock: liveClock,
});

export interface Small {
  readonly name: string;
  /** One of its resources cannot be made. */
  readonly fails?: boolean;
  readonly isProtected?: boolean;
}

/** The assembly of a stack with a topic and a bucket: what the CDK CLI does with a stack does not hang on how much is in it. */
export const smallAssembly = async (
  { home }: Emulator,
  { name, fails = false, isProtected = false }: Small,
): Promise<string> => {
  const outdir = await mkdtemp(join(home, 'small-'));
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, name, { terminationProtection: isProtected, env: { account: ACCOUNT, region: REGION } });
  const topic = new Topic(stack, 'Topic');
  const bucket = new Bucket(stack, 'Bucket', { versioned: true, removalPolicy: RemovalPolicy.DESTROY });
  new CfnOutput(stack, 'BucketName', { value: bucket.bucketName });
  if (fails)
    new CfnResource(stack, 'Fails', { type: 'AWS::Lambda::Url', properties: NOBODYS }).node.addDependency(topic);
  app.synth();
  return outdir;
};

/** The CDK CLI over an assembly. */
export const cdkDeploy = ({ env }: Emulator, dir: string, assembly: string): Promise<Ended> =>
  run(join(dir, 'node_modules/.bin/cdk'), ['deploy', '--all', '--require-approval', 'never', '--no-notices'], {
    cwd: dir,
    env: { ...env, CDK_APP: assembly },
    timeoutMs: WITHIN_MS,
  });
