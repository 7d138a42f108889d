import * as z from 'zod';
import type { JsonService } from '../../../kernel/aws/aws-call.ts';

export interface AskedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface MetricWindow {
  readonly statistic: 'Maximum' | 'Sum';
  readonly backMs: number;
}

/** A minute of a metric: where it begins, in ms since the epoch, and its value. */
export interface Datapoint {
  readonly at: number;
  readonly value: number;
}

/** The newest minute of a metric that CloudWatch has; undefined where it has none of the window. */
export type MetricData = (metric: AskedMetric, window: MetricWindow, now: number) => Promise<Datapoint | undefined>;

const PERIOD_SECONDS = 60;

const results = z.object({
  MetricDataResults: z.array(z.object({ Timestamps: z.array(z.number()), Values: z.array(z.number()) })),
});

export const readMetricData =
  (cloudwatch: JsonService): MetricData =>
  async ({ namespace, name, dimensions }, { statistic, backMs }, now) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const Metric = { Namespace: namespace, MetricName: name, Dimensions };
    const asked = {
      StartTime: Math.floor((now - backMs) / 1000),
      EndTime: Math.ceil(now / 1000),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: [{ Id: 'asked', MetricStat: { Metric, Period: PERIOD_SECONDS, Stat: statistic } }],
    };
    const { MetricDataResults } = await cloudwatch('GetMetricData', asked, results);
    const [at, value] = [MetricDataResults[0]?.Timestamps[0], MetricDataResults[0]?.Values[0]];
    return at === undefined || value === undefined ? undefined : { at: at * 1000, value };
  };
