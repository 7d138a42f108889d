import * as z from 'zod';
import type { JsonService } from '../../../kernel/aws/aws-call.ts';

/** An alarm that rings. */
export interface AlarmInAlarm {
  readonly name: string;
  /** RFC 3339. */
  readonly since: string;
  /** What has happened, whose it is, and where it stands what to do (lib/platform/alarms.ts). */
  readonly says: string;
}

/** More than these ring only where everything does. */
const ALARMS_MAX = 100;

const page = z.object({
  MetricAlarms: z.array(
    z.object({ AlarmName: z.string(), AlarmDescription: z.string().default(''), StateUpdatedTimestamp: z.number() }),
  ),
});

/** What rings of this deployment, the longest first. @param names what the names of its alarms begin with */
export const readAlarmsInAlarm =
  (cloudwatch: JsonService, names: string): (() => Promise<readonly AlarmInAlarm[]>) =>
  async () => {
    const asked = { AlarmNamePrefix: names, StateValue: 'ALARM', MaxRecords: ALARMS_MAX };
    const { MetricAlarms } = await cloudwatch('DescribeAlarms', asked, page);
    return MetricAlarms.toSorted((a, b) => a.StateUpdatedTimestamp - b.StateUpdatedTimestamp).map(
      ({ AlarmName, AlarmDescription, StateUpdatedTimestamp }) => ({
        name: AlarmName,
        since: new Date(StateUpdatedTimestamp * 1000).toISOString(),
        says: AlarmDescription,
      }),
    );
  };
