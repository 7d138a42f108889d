import * as z from 'zod';
import type { JsonService } from '../../../kernel/aws/aws-call.ts';
import type { AlarmChange } from '../../model/activity.ts';

/** CloudWatch keeps two weeks and more of it, and gives 100 changes a page. */
const DAYS = 14;
const DAY_SECONDS = 86_400;
const PAGE_MAX = 100;
const PAGES_MAX = 5;

const page = z.object({
  AlarmHistoryItems: z.array(z.object({ AlarmName: z.string(), Timestamp: z.number(), HistorySummary: z.string() })),
  NextToken: z.string().optional(),
});

/** `Alarm updated from OK to ALARM`: what came to an end or began; every other change says nothing to a person. */
const changeIn = (summary: string): AlarmChange['to'] | undefined => {
  const [, from, to] = /from (\w+) to (\w+)/.exec(summary) ?? [];
  if (to === 'ALARM') return 'alarm';
  return from === 'ALARM' ? 'ok' : undefined;
};

/** The newest changes of the deployment's alarms, 500 at most. @param prefix what their names begin with */
export const readAlarmHistory =
  (cloudwatch: JsonService, prefix: string): ((now: number) => Promise<readonly AlarmChange[]>) =>
  async (now) => {
    const found: AlarmChange[] = [];
    let next: string | undefined;
    for (let count = 0; count < PAGES_MAX; count += 1) {
      const asked = {
        HistoryItemType: 'StateUpdate',
        ScanBy: 'TimestampDescending',
        StartDate: Math.floor(now / 1000) - DAYS * DAY_SECONDS,
        MaxRecords: PAGE_MAX,
        ...(next === undefined ? {} : { NextToken: next }),
      };
      const { AlarmHistoryItems, NextToken } = await cloudwatch('DescribeAlarmHistory', asked, page);
      for (const { AlarmName, Timestamp, HistorySummary } of AlarmHistoryItems) {
        const to = changeIn(HistorySummary);
        // CloudWatch has no filter by the beginning of a name here.
        if (to !== undefined && AlarmName.startsWith(prefix))
          found.push({ name: AlarmName, at: Math.round(Timestamp * 1000), to });
      }
      if (NextToken === undefined || NextToken === '') break;
      next = NextToken;
    }
    return found;
  };
