import type { Found, Synthesized } from './folio.ts';

/** AWS' list prices in us-east-1, in dollars; nothing of what AWS gives for free is taken off. */
const PRICE = {
  alarm: 0.1,
  key: 1,
  metric: 0.3,
  queueRequest: 0.4 / 1e6,
  scheduled: 1 / 1e6,
  run: 0.2 / 1e6,
  gigabyteSecond: 0.0000133334,
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
} as const;

const MINUTES = 30 * 24 * 60;
/** A connection asks for 20 s. Under a maximum there are five of them, else Lambda goes down to two (Lambda guide, "SQS scaling"). */
const ASKS_A_MINUTE = 3;
const CONNECTIONS = { bounded: 5, free: 2 } as const;
/** Assumed of a run that finds nothing to do, with its start. */
const RUN_SECONDS = 0.2;
/** The sweep's beats through the stream (store/relay/heartbeats.ts), and the queries of its buckets, twice (store/jobs/sweep.ts). */
const BEATS = 16;
const SWEEP_READS = 32;
/** What an idle stage still counts in each hour: what the ledger's relay says of its beats, which are faults, duration and lag. */
const METRICS = 3;

/** A line of what a stage costs while nobody calls. */
export interface IdleLine {
  readonly what: string;
  readonly many: string;
  readonly dollars: number;
}

const everyMinutes = ({ props }: Found): number =>
  Number(/^rate\((\d+) minutes?\)$/.exec(props.ScheduleExpression)?.[1]);

const memoryOf = (schedule: Found): number => {
  const alias = schedule.meant(schedule.props.Target.Arn);
  return Number(schedule.meant(alias?.Properties.FunctionName)?.Properties.MemorySize) / 1024;
};

const runCost = (gigabytes: number): number =>
  PRICE.scheduled + PRICE.run + RUN_SECONDS * gigabytes * PRICE.gigabyteSecond;

/** What the templates of a stage cost in a month in which nobody calls. */
export const idleCost = ({ byType }: Synthesized): readonly IdleLine[] => {
  // Those under a condition are there while a version proves itself, and paid by the hour then.
  const alarms = byType('AWS::CloudWatch::Alarm').filter(({ resource }) => resource.Condition === undefined).length;
  const keys = byType('AWS::KMS::Key').length;
  const queues = byType('AWS::Lambda::EventSourceMapping').filter(({ props }) => !('StartingPosition' in props));
  const asks = queues.reduce(
    (sum, { props }) =>
      sum + CONNECTIONS[props.ScalingConfig === undefined ? 'free' : 'bounded'] * ASKS_A_MINUTE * MINUTES,
    0,
  );
  const schedules = byType('AWS::Scheduler::Schedule');
  const runs = schedules.reduce((sum, one) => sum + MINUTES / everyMinutes(one), 0);
  const ran = schedules.reduce((sum, one) => sum + (MINUTES / everyMinutes(one)) * runCost(memoryOf(one)), 0);
  const sweeps = schedules
    .filter(({ stack }) => stack === 'ledger')
    .reduce((sum, one) => sum + MINUTES / everyMinutes(one), 0);
  const isCounted = byType('AWS::Lambda::Function').some(
    ({ props }) => props.Environment.Variables.POWERTOOLS_METRICS_DISABLED !== 'true',
  );
  return [
    { what: 'alarms of CloudWatch', many: `${alarms}`, dollars: alarms * PRICE.alarm },
    { what: 'keys of KMS', many: `${keys}`, dollars: keys * PRICE.key },
    { what: 'queues that nobody fills', many: `${queues.length}`, dollars: asks * PRICE.queueRequest },
    { what: 'runs by the clock', many: `${Math.round(runs)}`, dollars: ran },
    {
      what: 'beats and looks of the sweep of holds',
      many: `${Math.round(sweeps)}`,
      dollars: sweeps * (BEATS * PRICE.writeUnit + SWEEP_READS * PRICE.readUnit),
    },
    { what: 'metrics of our own', many: `${isCounted ? METRICS : 0}`, dollars: isCounted ? METRICS * PRICE.metric : 0 },
  ];
};

export const totalOf = (lines: readonly IdleLine[]): number => lines.reduce((sum, { dollars }) => sum + dollars, 0);
