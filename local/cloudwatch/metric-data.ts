import { AwsError, invalid } from '../aws/aws-error.ts';
import { type Input, isObject, list, text, whole } from '../aws/input.ts';
import type { Operations } from '../aws/operations.ts';
import { type Dimensions, type Metrics, STATISTICS, type Statistic } from './metrics.ts';

/** CloudWatch takes so many a call; a window longer than metrics are kept for is cut to what is there. */
const QUERIES_MAX = 500;
const PERIODS_MAX = 1_440;
const DAY_S = 86_400;

const isStatistic = (name: string): name is Statistic => Object.hasOwn(STATISTICS, name);

const structure = (input: Input, name: string): Input => {
  const value = input[name];
  if (!isObject(value)) throw invalid(`${name} must be a structure.`);
  return value;
};

const seconds = (input: Input, name: string): number => {
  const value = input[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(`${name} must be a time.`);
  return value;
};

const dimensionsOf = (metric: Input): Dimensions =>
  Object.fromEntries(list(metric, 'Dimensions').map((one) => [text(one, 'Name'), text(one, 'Value')]));

/** One series, the newest period first; periods without data are left out, as on AWS. */
const seriesOf = (metrics: Metrics, query: Input, from: number, to: number) => {
  const stat = structure(query, 'MetricStat');
  const metric = structure(stat, 'Metric');
  const statistic = text(stat, 'Stat');
  if (!isStatistic(statistic)) throw new AwsError('NotImplemented', 'The statistic is not kept locally.', 501);
  const period = whole(stat, 'Period', 60, DAY_S, 60);
  const begin = Math.floor(from / period) * period;
  const periods = Math.min(PERIODS_MAX, Math.ceil((to - begin) / period));
  const [namespace, name, dimensions] = [text(metric, 'Namespace'), text(metric, 'MetricName'), dimensionsOf(metric)];
  const found = Array.from({ length: periods }, (_, index) => {
    const at = begin + (periods - 1 - index) * period;
    const totals = metrics.totals(namespace, name, dimensions, at * 1000, (at + period) * 1000);
    return totals === undefined ? [] : [{ at, value: STATISTICS[statistic](totals) }];
  }).flat();
  return {
    Id: text(query, 'Id'),
    Label: name,
    Timestamps: found.map(({ at }) => at),
    Values: found.map(({ value }) => value),
    StatusCode: 'Complete',
  };
};

/** What metrics were: by series, without expressions. */
export const metricOperations = (metrics: Metrics): Operations => ({
  GetMetricData: (input) => {
    const queries = list(input, 'MetricDataQueries');
    if (queries.length > QUERIES_MAX) throw invalid(`At most ${QUERIES_MAX} queries.`);
    const [from, to] = [seconds(input, 'StartTime'), seconds(input, 'EndTime')];
    return { MetricDataResults: queries.map((query) => seriesOf(metrics, query, from, to)), Messages: [] };
  },
});
