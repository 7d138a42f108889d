import { type Dimensions, type Metrics, STATISTICS, type Statistic } from './metrics.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type Comparison =
  | 'GreaterThanThreshold'
  | 'GreaterThanOrEqualToThreshold'
  | 'LessThanThreshold'
  | 'LessThanOrEqualToThreshold';

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
  /** When it was made; before it nothing is known. */
  readonly made: number;
}

/** One change of an alarm's state. */
export interface AlarmChange {
  readonly name: string;
  readonly at: number;
  readonly from: AlarmState;
  readonly to: AlarmState;
}

/** Far more than a session at a laptop sees; CloudWatch keeps two weeks and more. */
const CHANGES_KEPT = 500;

const COMPARES: Readonly<Record<Comparison, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

const MINUTE_MS = 60_000;

/**
 * Where the newest period ends; it slides by the minute, however long it is. One that fires above its threshold looks at the
 * running minute too, so that it fires at once. One that fires below it at whole minutes that are over, since a minute that has
 * just begun says nothing yet.
 */
const newestEnd = ({ comparison }: AlarmDefinition, now: number): number =>
  (Math.floor(now / MINUTE_MS) + (comparison.startsWith('LessThan') ? 0 : 1)) * MINUTE_MS;

/** True, false, or undefined without data, for the last periods. Data may be missing only from when the alarm was made on. */
const breaches = (metrics: Metrics, { definition, made }: Alarm, now: number): readonly (boolean | undefined)[] => {
  const end = newestEnd(definition, now);
  return Array.from({ length: definition.periods }, (_, index) => {
    const to = end - index * definition.periodMs;
    const from = to - definition.periodMs;
    const totals = metrics.totals(definition.namespace, definition.metric, definition.dimensions, from, to);
    if (totals !== undefined)
      return COMPARES[definition.comparison](STATISTICS[definition.statistic](totals), definition.threshold);
    if (definition.missing === 'breaching') return from < made ? undefined : true;
    return definition.missing === 'notBreaching' ? false : undefined;
  });
};

const evaluate = (metrics: Metrics, alarm: Alarm, now: number): AlarmState => {
  const found = breaches(metrics, alarm, now);
  if (found.filter((each) => each === true).length >= alarm.definition.datapoints) return 'ALARM';
  if (found.some((each) => each !== undefined)) return 'OK';
  return alarm.definition.missing === 'ignore' ? alarm.state : 'INSUFFICIENT_DATA';
};

/** Alarms over the metrics, evaluated when asked and by `tick`. A change of state is one line in the log. */
export class Alarms {
  readonly #metrics: Metrics;
  readonly #log: (line: string) => void;
  readonly #alarms = new Map<string, Alarm>();
  #changes: readonly AlarmChange[] = [];

  constructor(metrics: Metrics, log: (line: string) => void) {
    this.#metrics = metrics;
    this.#log = log;
  }

  set(definition: AlarmDefinition): void {
    const known = this.#alarms.get(definition.name);
    const now = Date.now();
    this.#alarms.set(definition.name, { state: 'INSUFFICIENT_DATA', since: now, made: now, ...known, definition });
  }

  drop(name: string): void {
    this.#alarms.delete(name);
  }

  tick(now: number): void {
    for (const [name, alarm] of this.#alarms) {
      const state = evaluate(this.#metrics, alarm, now);
      if (state === alarm.state) continue;
      this.#alarms.set(name, { ...alarm, state, since: now });
      this.#changes = [...this.#changes.slice(1 - CHANGES_KEPT), { name, at: now, from: alarm.state, to: state }];
      const quiet = state !== 'ALARM' && alarm.state !== 'ALARM';
      if (!quiet) this.#log(`alarm ${name}: ${alarm.state} -> ${state}. ${alarm.definition.description}`);
    }
  }

  /** Those of the named alarms that are in ALARM now, or would have been at any look since then: a minute that has passed counts as well. */
  inAlarm(names: readonly string[], since: number, now: number): readonly string[] {
    this.tick(now);
    return names.filter((name) => {
      const alarm = this.#alarms.get(name);
      if (alarm === undefined) return false;
      if (alarm.state === 'ALARM') return true;
      for (let at = since; at < now; at += MINUTE_MS) if (evaluate(this.#metrics, alarm, at) === 'ALARM') return true;
      return false;
    });
  }

  /** Since when it is in ALARM, milliseconds since the epoch; undefined for one that is not. */
  ringsSince(name: string): number | undefined {
    const alarm = this.#alarms.get(name);
    return alarm?.state === 'ALARM' ? alarm.since : undefined;
  }

  /** What became of all alarms lately, the oldest first. */
  changes(now: number): readonly AlarmChange[] {
    this.tick(now);
    return this.#changes;
  }

  /** All alarms, evaluated now. */
  list(now: number): readonly Alarm[] {
    this.tick(now);
    return [...this.#alarms.values()];
  }
}
