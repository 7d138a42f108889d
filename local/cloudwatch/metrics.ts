/** Names and values of a metric's dimensions. */
export type Dimensions = Readonly<Record<string, string>>;

/** What is known of a metric over some time. */
export interface Totals {
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

export type Statistic = 'Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount';

/** What a statistic makes of what is known. */
export const STATISTICS: Readonly<Record<Statistic, (totals: Totals) => number>> = {
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
  SampleCount: ({ count }) => count,
};

/** Metrics are kept by the minute, for this long, in memory: alarms look no further back, and a restart begins anew. */
const KEPT_MINUTES = 180;
/** More series than Folio has; beyond it new ones are not taken, so that a bad dimension cannot fill the memory. */
const MAX_SERIES = 5_000;
const MINUTE = 60_000;

const seriesKey = (namespace: string, name: string, dimensions: Dimensions): string =>
  JSON.stringify([namespace, name, ...Object.entries(dimensions).sort()]);

const add = (totals: Totals | undefined, value: number): Totals => ({
  sum: (totals?.sum ?? 0) + value,
  count: (totals?.count ?? 0) + 1,
  min: Math.min(totals?.min ?? value, value),
  max: Math.max(totals?.max ?? value, value),
});

/** The metrics of the local cloud. */
export class Metrics {
  readonly #series = new Map<string, Map<number, Totals>>();

  put(namespace: string, name: string, dimensions: Dimensions, value: number, at: number): void {
    const key = seriesKey(namespace, name, dimensions);
    let minutes = this.#series.get(key);
    if (minutes === undefined) {
      if (this.#series.size >= MAX_SERIES) return;
      minutes = new Map();
      this.#series.set(key, minutes);
    }
    const minute = Math.floor(at / MINUTE);
    minutes.set(minute, add(minutes.get(minute), value));
    const oldest = minutes.keys().next().value;
    if (oldest !== undefined && oldest < minute - KEPT_MINUTES) minutes.delete(oldest);
  }

  /** Over the minutes that begin in [from, to); undefined without data. */
  totals(namespace: string, name: string, dimensions: Dimensions, from: number, to: number): Totals | undefined {
    const minutes = this.#series.get(seriesKey(namespace, name, dimensions));
    let result: Totals | undefined;
    for (let minute = Math.ceil(from / MINUTE); minute * MINUTE < to; minute += 1) {
      const next = minutes?.get(minute);
      if (next === undefined) continue;
      result = {
        sum: (result?.sum ?? 0) + next.sum,
        count: (result?.count ?? 0) + next.count,
        min: Math.min(result?.min ?? next.min, next.min),
        max: Math.max(result?.max ?? next.max, next.max),
      };
    }
    return result;
  }
}
