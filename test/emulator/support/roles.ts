import * as z from 'zod';
import { liveClock } from '../../../functions/kernel/live-ports.ts';
import { type Aws, jsonService, post } from '../../../functions/registry/store/aws-call.ts';
import { type Emulator, KEYS, REGION } from './emulator.ts';

const root = ({ url: endpoint }: Emulator): Aws => ({
  region: REGION,
  endpoint,
  credentials: async () => KEYS,
  clock: liveClock,
});

const ask = async (emulator: Emulator, form: Readonly<Record<string, string>>): Promise<string> => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const body = new URLSearchParams({ Version: '2010-05-08', ...form }).toString();
  const { status, text } = await post(root(emulator), { service: 'iam', headers, body });
  if (status !== 200) throw new Error(`IAM answered ${status}: ${text}`);
  return text;
};

const all = (xml: string, pattern: RegExp): readonly string[] => [...xml.matchAll(pattern)].map(([, one = '']) => one);

/** Takes every policy away from the one role whose name begins so. */
export const disarm = async (emulator: Emulator, prefix: string): Promise<void> => {
  const names = all(await ask(emulator, { Action: 'ListRoles', MaxItems: '1000' }), /<RoleName>([^<]+)</g);
  const [RoleName = '', ...others] = names.filter((name) => name.startsWith(prefix));
  if (RoleName === '' || others.length > 0) throw new Error(`not one role begins with ${prefix}: ${names.join(', ')}`);
  const policies = all(await ask(emulator, { Action: 'ListRolePolicies', RoleName }), /<member>([^<]+)</g);
  for (const PolicyName of policies) await ask(emulator, { Action: 'DeleteRolePolicy', RoleName, PolicyName });
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
