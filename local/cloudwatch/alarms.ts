import type { Dimensions, Metrics, Totals } from './metrics.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type Comparison =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';
export type Statistic = 'Sum' | 'Average' | 'Minimum' | 'Maximum' | 'SampleCount';

export interface AlarmDefinition {
  readonly name: string;
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Dimensions;
  readonly statistic: Statistic;
  readonly periodMs: number;
  readonly periods: number;
  /** How many of the periods have to breach; all of them unless said. */
  readonly datapoints: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly missing: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
}

export interface Alarm {
  readonly definition: AlarmDefinition;
  readonly state: AlarmState;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

const VALUES: Readonly<Record<Statistic, (totals: Totals) => number>> = {
  Sum: ({ sum }) => sum,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
  SampleCount: ({ count }) => count,
};

const COMPARES: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** True, false, or undefined without data, for the last periods; the running one counts, so that an alarm rings at once. */
const breaches = (metrics: Metrics, alarm: AlarmDefinition, now: number): readonly (boolean | undefined)[] => {
  const end = (Math.floor(now / alarm.periodMs) + 1) * alarm.periodMs;
  return Array.from({ length: alarm.periods }, (_, index) => {
    const to = end - index * alarm.periodMs;
    const totals = metrics.totals(alarm.namespace, alarm.metric, alarm.dimensions, to - alarm.periodMs, to);
    if (totals !== undefined) return COMPARES[alarm.comparison](VALUES[alarm.statistic](totals), alarm.threshold);
    return alarm.missing === 'breaching' ? true : alarm.missing === 'notBreaching' ? false : undefined;
  });
};

const evaluate = (metrics: Metrics, alarm: AlarmDefinition, before: AlarmState, now: number): AlarmState => {
  const found = breaches(metrics, alarm, now);
  if (found.filter((each) => each === true).length >= alarm.datapoints) return 'ALARM';
  if (found.some((each) => each !== undefined)) return 'OK';
  return alarm.missing === 'ignore' ? before : 'INSUFFICIENT_DATA';
};

/** Alarms over the metrics, evaluated when asked and by `tick`. A change of state is one line in the log. */
export class Alarms {
  readonly #metrics: Metrics;
  readonly #log: (line: string) => void;
  readonly #alarms = new Map<string, Alarm>();

  constructor(metrics: Metrics, log: (line: string) => void) {
    this.#metrics = metrics;
    this.#log = log;
  }

  set(definition: AlarmDefinition): void {
    const known = this.#alarms.get(definition.name);
    this.#alarms.set(definition.name, { state: 'INSUFFICIENT_DATA', since: Date.now(), ...known, definition });
  }

  drop(name: string): void {
    this.#alarms.delete(name);
  }

  tick(now: number): void {
    for (const [name, alarm] of this.#alarms) {
      const state = evaluate(this.#metrics, alarm.definition, alarm.state, now);
      if (state === alarm.state) continue;
      this.#alarms.set(name, { ...alarm, state, since: now });
      const quiet = state !== 'ALARM' && alarm.state !== 'ALARM';
      if (!quiet) this.#log(`alarm ${name}: ${alarm.state} -> ${state}. ${alarm.definition.description}`);
    }
  }

  /** Those of the named alarms that ring now, or would have at any look since then: a minute that has passed counts as well. */
  ringing(names: readonly string[], since: number, now: number): readonly string[] {
    this.tick(now);
    return names.filter((name) => {
      const alarm = this.#alarms.get(name);
      if (alarm === undefined) return false;
      if (alarm.state === 'ALARM') return true;
      for (let at = since; at < now; at += alarm.definition.periodMs)
        if (evaluate(this.#metrics, alarm.definition, alarm.state, at) === 'ALARM') return true;
      return false;
    });
  }

  /** All alarms, evaluated now. */
  list(now: number): readonly Alarm[] {
    this.tick(now);
    return [...this.#alarms.values()];
  }
}
