import * as z from 'zod';
import type { JsonService } from '../../functions/kernel/aws/aws-call.ts';
import { type FunctionName, functionNameOf } from './function-name.ts';
import { isWanted, type LogLine, type LogSource, merged, type Wanted } from './log-source.ts';

/** What is looked at of a log before anybody says more. */
const BACK_MS = 3_600_000;
const PAGES_MAX = 50;

const groups = z.object({
  logGroups: z.array(z.object({ logGroupName: z.string() })),
  nextToken: z.string().optional(),
});
const events = z.object({
  events: z.array(z.object({ eventId: z.string(), timestamp: z.number(), message: z.string() })),
  nextToken: z.string().optional(),
});

interface Group {
  readonly of: FunctionName;
  readonly group: string;
}

/** CloudWatch Logs. Its lines may come late and in any order, so each is known by its id and shown once. */
export const awsLogs = (logs: JsonService, names: string, now: () => number): LogSource => {
  const seen = new Set<string>();
  let from = now() - BACK_MS;

  const found = async (): Promise<readonly Group[]> => {
    const all: Group[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const more = nextToken === undefined ? {} : { nextToken };
      const answer = await logs('DescribeLogGroups', { logGroupNamePrefix: names, ...more }, groups);
      for (const { logGroupName: group } of answer.logGroups) {
        const of = functionNameOf(group, names);
        if (of !== undefined) all.push({ of, group });
      }
      nextToken = answer.nextToken;
      if (nextToken === undefined) break;
    }
    return all;
  };

  const linesOf = async ({ of, group }: Group, { request }: Wanted): Promise<readonly LogLine[]> => {
    const lines: LogLine[] = [];
    const filter = request === undefined ? {} : { filterPattern: `"${request}"` };
    let nextToken: string | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const more = nextToken === undefined ? {} : { nextToken };
      const answer = await logs(
        'FilterLogEvents',
        { logGroupName: group, startTime: from, ...filter, ...more },
        events,
      );
      for (const { eventId, message } of answer.events) {
        if (seen.has(eventId)) continue;
        seen.add(eventId);
        for (const text of message.trimEnd().split('\n')) lines.push({ of, text });
      }
      nextToken = answer.nextToken;
      if (nextToken === undefined) break;
    }
    return lines;
  };

  const read = async (wanted: Wanted): Promise<readonly LogLine[]> => {
    const at = now();
    const meant = (await found()).filter(({ of }) => isWanted(wanted, of));
    const lines: LogLine[] = [];
    for (const group of meant) lines.push(...(await linesOf(group, wanted)));
    // CloudWatch may be a minute behind with what was said.
    from = at - 60_000;
    return lines;
  };
  return {
    functions: async () => (await found()).map(({ of }) => of),
    newest: async (wanted) => merged(await read(wanted), wanted.lines),
    since: async (wanted) => merged(await read(wanted), Number.MAX_SAFE_INTEGER),
  };
};
