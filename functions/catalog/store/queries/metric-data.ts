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
const SUM_PERIOD_SECONDS = 300;
/** CloudWatch's own, of one call. */
const QUERIES_MAX = 500;

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

/** The sums of metrics over a time that ends now, in their order; undefined for one of which CloudWatch has nothing. */
export type MetricSums = (
  metrics: readonly AskedMetric[],
  backMs: number,
  now: number,
) => Promise<readonly (number | undefined)[]>;

const ids = z.object({ MetricDataResults: z.array(z.object({ Id: z.string(), Values: z.array(z.number()) })) });

export const readMetricSums =
  (cloudwatch: JsonService): MetricSums =>
  async (metrics, backMs, now) => {
    const sums = new Map<string, number>();
    for (let first = 0; first < metrics.length; first += QUERIES_MAX) {
      const asked = {
        // At the beginning of a period: CloudWatch would go back to that of an earlier one.
        StartTime: Math.ceil((now - backMs) / 1000 / SUM_PERIOD_SECONDS) * SUM_PERIOD_SECONDS,
        EndTime: Math.ceil(now / 1000),
        MetricDataQueries: metrics.slice(first, first + QUERIES_MAX).map(({ namespace, name, dimensions }, index) => ({
          Id: `m${first + index}`,
          MetricStat: {
            Metric: {
              ...{ Namespace: namespace, MetricName: name },
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
            ...{ Period: SUM_PERIOD_SECONDS, Stat: 'Sum' },
          },
        })),
      };
      const { MetricDataResults } = await cloudwatch('GetMetricData', asked, ids);
      for (const { Id, Values } of MetricDataResults)
        if (Values.length > 0) sums.set(Id, (sums.get(Id) ?? 0) + Values.reduce((sum, one) => sum + one, 0));
    }
    return metrics.map((_, index) => sums.get(`m${index}`));
  };
