import * as z from 'zod';
import { jsonService } from '../../functions/kernel/aws/aws-call.ts';
import { type AlarmView, alarmsOf } from '../alarms/read-alarms.ts';
import { plain } from '../client/answers.ts';
import { awsCalls } from '../client/aws-calls.ts';
import { hint } from '../client/hints.ts';
import { shown } from './function-name.ts';
import { localLogs } from './local-logs.ts';
import type { LogLine } from './log-source.ts';
import { showLine } from './show-line.ts';

const LOOK_EVERY_MS = 3_000;
/** Lines told of one look; where everything fails, the first say it all. */
const REPORTED_MAX = 5;

const structured = z.looseObject({ level: z.string() });
const brief = z.looseObject({
  message: z.string(),
  operation: z.string().optional(),
  error: z.string().optional(),
  requestId: z.string().optional(),
});
/** Lambda's own word on a run that failed, as the local cloud writes it. */
const FAILED_RUN = /^\S+\t\S*\tERROR\t/;

const isError = ({ text }: LogLine): boolean => {
  if (!text.startsWith('{')) return FAILED_RUN.test(text);
  try {
    return structured.safeParse(JSON.parse(text)).data?.level === 'ERROR';
  } catch {
    return false; // no line of ours
  }
};

/** Which function failed at what, and how to find the rest of it. */
const briefly = ({ of, text }: LogLine): string => {
  const { data } = brief.safeParse(text.startsWith('{') ? JSON.parse(text) : {});
  if (data === undefined) return showLine({ of, text }, (place) => place).split('\n')[0] ?? '';
  const { message, operation, error, requestId } = data;
  const what = [message, operation, error].filter((word) => word !== undefined).join(', ');
  return plain(`${shown(of)} failed: ${what}${requestId === undefined ? '' : ` (request ${requestId})`}`);
};

/** What changed between two looks: an alarm that goes to ALARM, or back. */
export const alarmChanges = (before: ReadonlySet<string>, now: readonly AlarmView[]): readonly string[] => {
  const inAlarm = now.filter(({ state }) => state === 'ALARM');
  const begun = inAlarm.filter(({ name }) => !before.has(name));
  const still = new Set(inAlarm.map(({ name }) => name));
  return [
    ...begun.map(({ name, says, runbook }) => `ALARM: ${name}: ${says}${runbook === null ? '' : ` See ${runbook}.`}`),
    ...[...before].filter((name) => !still.has(name)).map((name) => `OK again: ${name}`),
  ];
};

/**
 * Reports, while a local cloud runs, functions that fail and alarms that change their state, in a line each.
 * @returns ends it
 */
export const reportErrors = async (dataDir: string, tell: (line: string) => void): Promise<() => void> => {
  const logs = localLogs(dataDir);
  const wanted = { lines: 1 };
  await logs.newest(wanted); // what was said before is no news
  const call = await awsCalls({ target: 'local', data: dataDir });
  const cloudwatch = jsonService(call('CLOUDWATCH'), 'monitoring', 'GraniteServiceVersion20100801', '1.0');
  let inAlarm: ReadonlySet<string> = new Set();
  const look = async (): Promise<void> => {
    const errors = (await logs.since(wanted)).filter(isError);
    for (const line of errors.slice(0, REPORTED_MAX)) tell(briefly(line));
    const [some] = errors;
    if (errors.length > REPORTED_MAX && some !== undefined)
      tell(`and ${errors.length - REPORTED_MAX} errors more, all with their stacks: ${hint('logs', shown(some.of))}`);
    const alarms = await alarmsOf(cloudwatch, 'Folio-', 'ALARM');
    for (const change of alarmChanges(inAlarm, alarms)) tell(change);
    inAlarm = new Set(alarms.map(({ name }) => name));
  };
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    look()
      // A cloud that is ending answers no more; this is no work that could fail.
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  }, LOOK_EVERY_MS).unref();
  return () => clearInterval(timer);
};
