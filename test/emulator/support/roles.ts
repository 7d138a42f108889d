import * as z from 'zod';
import { type Aws, jsonService, post } from '../../../functions/kernel/aws/aws-call.ts';
import { liveClock } from '../../../functions/kernel/core/live-ports.ts';
import { ACCOUNT, type Emulator, KEYS, REGION } from './emulator.ts';

const root = ({ url: endpoint }: Emulator): Aws => ({
  region: REGION,
  endpoint,
  credentials: async () => KEYS,
  clock: liveClock,
});

const VERSIONS = { iam: '2010-05-08', sts: '2011-06-15' } as const;
type Service = keyof typeof VERSIONS;

/** A call of AWS's query protocol. */
const ask = async (emulator: Emulator, service: Service, form: Readonly<Record<string, string>>): Promise<string> => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const body = new URLSearchParams({ Version: VERSIONS[service], ...form }).toString();
  const { status, text } = await post(root(emulator), { service, headers, body });
  if (status !== 200) throw new Error(`${service} answered ${status}: ${text}`);
  return text;
};

const all = (xml: string, element: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]+)<`, 'g'))].map(([, one = '']) => one);

/** The one role whose name begins so. */
const roleNamed = async (emulator: Emulator, prefix: string): Promise<string> => {
  const names = all(await ask(emulator, 'iam', { Action: 'ListRoles', MaxItems: '1000' }), 'RoleName');
  const [role, ...others] = names.filter((name) => name.startsWith(prefix));
  if (role === undefined || others.length > 0)
    throw new Error(`not one role begins with ${prefix}: ${names.join(', ')}`);
  return role;
};

/** The environment of somebody of the account who has assumed the role whose name begins so. */
export const assume = async (emulator: Emulator, prefix: string): Promise<Emulator> => {
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${await roleNamed(emulator, prefix)}`;
  const answer = await ask(emulator, 'sts', { Action: 'AssumeRole', RoleArn, RoleSessionName: 'proof' });
  const [id, secret, token] = ['AccessKeyId', 'SecretAccessKey', 'SessionToken'].map((name) => all(answer, name)[0]);
  const keys = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token };
  return { ...emulator, env: { ...emulator.env, ...keys } };
};

/** Takes every policy away from the one role whose name begins so. */
export const disarm = async (emulator: Emulator, prefix: string): Promise<void> => {
  const RoleName = await roleNamed(emulator, prefix);
  const policies = all(await ask(emulator, 'iam', { Action: 'ListRolePolicies', RoleName }), 'member');
  for (const PolicyName of policies) await ask(emulator, 'iam', { Action: 'DeleteRolePolicy', RoleName, PolicyName });
};

const groups = z.object({ logGroups: z.array(z.object({ logGroupName: z.string() })) });
const events = z.object({ events: z.array(z.object({ message: z.string() })) });

/** Which log groups tell of calls that IAM refused, and of which calls. */
export const refusals = async (emulator: Emulator): Promise<readonly string[]> => {
  const call = jsonService(root(emulator), 'logs', 'Logs_20140328');
  const { logGroups } = await call('DescribeLogGroups', {}, groups);
  const found = new Set<string>();
  for (const { logGroupName } of logGroups) {
    const { events: logged } = await call('FilterLogEvents', { logGroupName, filterPattern: 'AccessDenied' }, events);
    for (const { message } of logged)
      found.add(`${logGroupName}: ${/perform: .{0,200}/.exec(message)?.[0] ?? message}`);
  }
  return [...found];
};
