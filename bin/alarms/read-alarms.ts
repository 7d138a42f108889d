import * as z from 'zod';
import type { JsonService } from '../../functions/kernel/aws/aws-call.ts';

/** An alarm, and what its description says (lib/platform/alarms.ts). */
export interface AlarmView {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** RFC 3339: since when it is so. */
  readonly since: string;
  /** What has happened, where it is in ALARM. */
  readonly says: string;
  readonly owner: string | null;
  readonly tier: number | null;
  /** Where it stands what to do: a file of this repository. */
  readonly runbook: string | null;
}

const page = z.object({
  MetricAlarms: z.array(
    z.object({
      AlarmName: z.string(),
      AlarmDescription: z.string().default(''),
      StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
      StateUpdatedTimestamp: z.number(),
    }),
  ),
  NextToken: z.string().optional(),
});
const PAGES_MAX = 50;

const OWNERSHIP = /Owner: ([^.\s]+)\. Tier: (\d)\. Runbook: (\S+)$/;

const viewOf = ({
  AlarmName,
  AlarmDescription,
  StateValue,
  StateUpdatedTimestamp,
}: z.infer<typeof page>['MetricAlarms'][number]): AlarmView => {
  const found = OWNERSHIP.exec(AlarmDescription);
  const [, owner = null, tier, runbook = null] = found ?? [];
  return {
    name: AlarmName,
    state: StateValue,
    since: new Date(StateUpdatedTimestamp * 1000).toISOString(),
    says: AlarmDescription.slice(0, found?.index).trimEnd(),
    owner,
    tier: tier === undefined ? null : Number(tier),
    runbook,
  };
};

/**
 * The alarms of a deployment: those in ALARM first, by tier.
 * @param only asks for no others: there may be hundreds in OK
 */
export const alarmsOf = async (
  cloudwatch: JsonService,
  names: string,
  only?: 'ALARM',
): Promise<readonly AlarmView[]> => {
  const alarms: AlarmView[] = [];
  let from: string | undefined;
  for (let count = 0; count < PAGES_MAX; count += 1) {
    const more = {
      ...(from === undefined ? {} : { NextToken: from }),
      ...(only === undefined ? {} : { StateValue: only }),
    };
    const { MetricAlarms, NextToken } = await cloudwatch('DescribeAlarms', { AlarmNamePrefix: names, ...more }, page);
    alarms.push(...MetricAlarms.map(viewOf));
    from = NextToken;
    if (from === undefined) break;
  }
  const rank = ({ state, tier, name }: AlarmView): string => `${state === 'ALARM' ? 0 : 1}${tier ?? 9}${name}`;
  return alarms.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
};
