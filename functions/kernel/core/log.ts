import { Logger } from '@aws-lambda-powertools/logger';
import { BrokenInvariant } from './assert.ts';
import { codeVersion, functionName, metricNamespace, metricsDisabled, serviceName, traceRoot } from './env.ts';
import { errorNote } from './error-note.ts';
import { liveClock } from './live-ports.ts';

/** What a line may say. Only these names: no bodies, no headers, no secrets, no personal data. */
export interface Line {
  readonly domain?: string;
  readonly operation?: string;
  readonly route?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly tenant?: string;
  readonly client?: string;
  readonly requestId?: string;
  readonly codeVersion?: string;
  /** Of a request with a key: `first` did its work, `replayed` repeated its answer. */
  readonly idempotency?: 'first' | 'replayed';
  readonly coldStart?: true;
  readonly problem?: string;
  readonly error?: string;
  readonly stack?: string;
  readonly count?: number;
  readonly failed?: number;
  readonly lagMs?: number;
  readonly eventId?: string;
  /** A line that counts faults (1 for a 5xx, for instance) is a metric as well, together with its duration. */
  readonly faults?: number;
  /** A fault that load was the cause of, so that clients can bring it about: no release is judged by it. */
  readonly throttled?: 1;
  /** Records that can never be read: no retry helps, somebody has to look. A metric as well. */
  readonly poison?: number;
  /** Requests that a tenant's budget refused. A metric as well. */
  readonly overBudget?: number;
  /** Messages that were put back because their tenant, or the host they go to, had its share. A metric as well. */
  readonly heldBack?: number;
  /** What must hold did not: a defect that may cost money. A metric as well, at which a release is taken back. */
  readonly brokenInvariants?: number;
}

/** For the line of work that failed: whether the error was one of our own assertions. */
export const brokenBy = (error: unknown): Pick<Line, 'brokenInvariants'> =>
  error instanceof BrokenInvariant ? { brokenInvariants: 1 } : {};

export interface Log {
  readonly info: (message: string, line: Line) => void;
  readonly warn: (message: string, line: Line) => void;
  /** An error of ours: its name and stack are written, its message only where it cannot hold input (error-note.ts). */
  readonly error: (message: string, line: Line, error: unknown) => void;
}

/** Under the name that Powertools gives it in warnings and errors, so that one search finds all lines of a run. */
const traceOf = (): object => {
  const root = traceRoot();
  return root === undefined ? {} : { xray_trace_id: root };
};

/** The figures of a line that become metrics where it has them. */
const UNITS = {
  durationMs: 'Milliseconds',
  faults: 'Count',
  poison: 'Count',
  brokenInvariants: 'Count',
  overBudget: 'Count',
  heldBack: 'Count',
} as const;
type Figure = keyof typeof UNITS;
const FIGURES = Object.keys(UNITS) as readonly Figure[];
/** Told as nought too: faults that are over, a duration. Of the others nought is no news, and a metric of its own in the bill. */
const TELL_NOUGHT: ReadonlySet<Figure> = new Set(['durationMs', 'faults']);

const directive = (Namespace: string, dimensions: readonly string[], names: readonly Figure[]) => ({
  Namespace,
  Dimensions: [dimensions],
  Metrics: names.map((Name) => ({ Name, Unit: UNITS[Name] })),
});

/**
 * CloudWatch's embedded metric format: says which members of a line are metrics. The line is written anyway, so this costs some
 * bytes and no call. AWS bills each metric name under each dimension for every hour that has it. So only faults are published by
 * version, and only where there are some. A healthy version costs nothing, and its alarm treats missing data as not breaching.
 */
const metricsOf = (namespace: string, line: Line, Timestamp: number): object => {
  if (line.faults === undefined) return {};
  const names = FIGURES.filter((name) => line[name] !== undefined && (line[name] !== 0 || TELL_NOUGHT.has(name)));
  const ofService = directive(namespace, ['service'], names);
  if (line.faults === 0 || line.throttled === 1) return { _aws: { Timestamp, CloudWatchMetrics: [ofService] } };
  // What a canary's alarm looks at: the faults of one version of one function that no client can cause, whatever all others do.
  const ofVersion = directive(namespace, ['function', 'codeVersion'], ['faults']);
  return { _aws: { Timestamp, CloudWatchMetrics: [ofService, ofVersion] }, function: functionName() };
};

/**
 * One JSON line per event, under the name of the service that the stack gives. Ordinary lines are written here, since each request
 * has one. Powertools takes 20 to 55 microseconds for a line, and as much again for its metrics; this takes 8. Warnings and errors
 * are rare and go through Powertools.
 *
 * @param write takes a line with its line feed; standard output, since Lambda frames what `console` prints
 */
export const liveLog = (write: (line: string) => void = (line) => void process.stdout.write(line)): Log => {
  const service = serviceName();
  const version = codeVersion();
  const namespace = metricNamespace();
  const isCounted = !metricsDisabled();
  const logger = new Logger({ serviceName: service, persistentKeys: { codeVersion: version } });
  return {
    info: (message, line) => {
      const now = new Date(liveClock.now());
      const head = {
        level: 'INFO',
        message,
        timestamp: now.toISOString(),
        service,
        codeVersion: version,
        ...traceOf(),
      };
      write(
        `${JSON.stringify({ ...(isCounted ? metricsOf(namespace, line, now.getTime()) : {}), ...head, ...line })}\n`,
      );
    },
    warn: (message, line) => logger.warn(message, { ...line }),
    error: (message, line, error) => logger.error(message, { ...line, ...errorNote(error) }),
  };
};
