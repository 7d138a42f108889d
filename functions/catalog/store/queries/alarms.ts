import * as z from 'zod';
import type { JsonService } from '../../../kernel/aws/aws-call.ts';
import type { AlarmReading } from '../../model/health.ts';

/** CloudWatch gives 100 alarms a page, and an account has 5,000 unless it asked for more. */
const PAGE_MAX = 100;
const PAGES_MAX = 50;

const page = z.object({
  MetricAlarms: z.array(
    z.object({
      AlarmName: z.string(),
      StateValue: z.string(),
      StateUpdatedTimestamp: z.number(),
      AlarmDescription: z.string().default(''),
    }),
  ),
  NextToken: z.string().optional(),
});

const STATES: Readonly<Record<string, AlarmReading['state']>> = { OK: 'ok', ALARM: 'alarm' };

/** The alarms of the deployment as they stand: all of them, or those that are in ALARM. */
export type ReadAlarms = (which: 'all' | 'ringing') => Promise<readonly AlarmReading[]>;

/** @param prefix what their names begin with */
export const readAlarms =
  (cloudwatch: JsonService, prefix: string): ReadAlarms =>
  async (which) => {
    const found: AlarmReading[] = [];
    let next: string | undefined;
    for (let count = 0; count < PAGES_MAX; count += 1) {
      const asked = {
        AlarmNamePrefix: prefix,
        MaxRecords: PAGE_MAX,
        ...(which === 'all' ? {} : { StateValue: 'ALARM' }),
        ...(next === undefined ? {} : { NextToken: next }),
      };
      const { MetricAlarms, NextToken } = await cloudwatch('DescribeAlarms', asked, page);
      for (const { AlarmName, StateValue, StateUpdatedTimestamp, AlarmDescription } of MetricAlarms)
        found.push({
          name: AlarmName,
          state: STATES[StateValue] ?? 'unknown',
          since: Math.round(StateUpdatedTimestamp * 1000),
          says: AlarmDescription,
        });
      if (NextToken === undefined || NextToken === '') break;
      next = NextToken;
    }
    return found;
  };
