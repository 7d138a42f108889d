import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { domainCall } from '../../../functions/kernel/aws/domain-call.ts';
import { type Client, clientOf } from '../../support/local-cloud.ts';
import { adaptAssembly, type Changes } from './adapt-assembly.ts';
import { ACCOUNT, connection, type Emulator, REGION } from './emulator.ts';
import { type Ended, run } from './run.ts';

/** A command of the project, run in a checkout of it against the emulator. */
const COMMAND_WITHIN_MS = 150_000;
const SCOPES = [
  ...['ledger:read', 'ledger:write', 'webhooks:read', 'webhooks:write', 'events:read'],
  ...['payments:read', 'payments:write', 'admin'],
];

/** What `folio deploy` ends with when a pin keeps a new version from its traffic. */
export const HELD_BACK = 3;

const done = (what: string, { code, output }: Ended, expected = 0): void => {
  if (code !== expected) throw new Error(`${what} ended with ${code}:\n${output.slice(-4_000)}`);
};

export const bootstrap = async (emulator: Emulator, dir: string): Promise<void> => {
  // A folder of its own: the CLI lets nobody else write to the usual one meanwhile.
  const output = await mkdtemp(join(emulator.home, 'bootstrap-'));
  const args = ['bootstrap', '--no-notices', '--output', output, `aws://${ACCOUNT}/${REGION}`];
  const { env } = emulator;
  const cdk = join(dir, 'node_modules', '.bin', 'cdk');
  done('cdk bootstrap', await run(cdk, args, { cwd: dir, env, timeoutMs: COMMAND_WITHIN_MS }));
};

/** The `folio` of the checkout in `dir`, with the emulator for AWS. */
export const folio = (emulator: Emulator, dir: string, ...args: readonly string[]): Promise<Ended> =>
  run(process.execPath, [join(dir, 'bin/folio.ts'), ...args], {
    cwd: dir,
    env: emulator.env,
    timeoutMs: COMMAND_WITHIN_MS,
  });

/** The assembly of a checkout, changed as far as the emulator needs it. */
export interface Assembly {
  /** The checkout. */
  readonly dir: string;
  readonly path: string;
  readonly changes: Changes;
}

/** Synthesizes the checkout in `dir`, and changes what the emulator does not know. */
export const synthesize = async (emulator: Emulator, dir: string): Promise<Assembly> => {
  const path = await mkdtemp(join(emulator.home, 'assembly-'));
  // What `cdk synth` runs as well, less CloudFormation's own rules, which test/infra asks.
  const env = { ...emulator.env, CDK_OUTDIR: path, CDK_VALIDATION: 'false' };
  done('the synthesis', await run(process.execPath, ['bin/app.ts'], { cwd: dir, env, timeoutMs: COMMAND_WITHIN_MS }));
  return { dir, path, changes: await adaptAssembly(path) };
};

/** Deploys all stacks with the CDK CLI, which `folio deploy` runs and which takes the assembly from where CDK_APP says; ends with `expected`. */
export const deploy = async (emulator: Emulator, { dir, path }: Assembly, expected = 0): Promise<void> => {
  const env = { ...emulator.env, CDK_APP: path, CDK_NOTICES: 'false' };
  done('folio deploy', await folio({ ...emulator, env }, dir, 'deploy', '--target', 'aws', '--yes'), expected);
};

const parameter = async (ssm: SSMClient, Name: string): Promise<string> => {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
  if (Parameter?.Value === undefined) throw new Error(`there is no parameter ${Name}`);
  return Parameter.Value;
};

/** Makes a tenant with a client, as the README tells operators to, and gives the API as it sees it through API Gateway. */
export const provision = async (emulator: Emulator, tenant: string): Promise<Client> => {
  const lambda = new LambdaClient(connection(emulator));
  const ssm = new SSMClient(connection(emulator));
  try {
    const FunctionName = await parameter(ssm, '/folio/identity/provision-alias-arn');
    const asked = { action: 'provision-tenant', tenant, clientName: 'proof', scopes: SCOPES };
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(asked) }));
    const { clientId, clientSecret } = JSON.parse(Buffer.from(Payload ?? []).toString());
    const apiId = await parameter(ssm, '/folio/platform/api-id');
    // The emulator also serves an API below a path of its own, which needs no name that resolves.
    return clientOf(`${emulator.url}/_aws/execute-api/${apiId}`, { tenant, clientId, clientSecret });
  } finally {
    lambda.destroy();
    ssm.destroy();
  }
};

/** What becomes of a call of the ledger's API, around the gateway and in a tenant's name, by whoever `caller` is signed in as. */
export const callLedgerAs = async (emulator: Emulator, { env }: Emulator, tenant: string): Promise<string> => {
  const ssm = new SSMClient(connection(emulator));
  const credentials = {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    ...(env.AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: env.AWS_SESSION_TOKEN }),
  };
  const lambda = new LambdaClient({ ...connection(emulator), credentials });
  try {
    const FunctionName = await parameter(ssm, '/folio/ledger/api-alias-arn');
    const caller = { tenant, clientId: 'forged', scopes: new Set(['ledger:read'] as const) };
    const asked = domainCall({ path: '/v1/accounts', query: {}, requestId: 'forged', caller });
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(asked) }));
    return String(JSON.parse(Buffer.from(Payload ?? []).toString()).statusCode);
  } catch (error) {
    return error instanceof Error ? error.name : 'unknown';
  } finally {
    lambda.destroy();
    ssm.destroy();
  }
};
