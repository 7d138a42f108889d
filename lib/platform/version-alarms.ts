import { Duration } from 'aws-cdk-lib';
import { type Alarm, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { MINUTE, type Ownership, watchVersion } from './alarms.ts';
import { metricNamespace } from './stage.ts';

/** The version that the template brings: it takes over, whatever the others of its function and its domain do meanwhile. */
export interface NewVersion extends Pick<Ownership, 'owner' | 'tier'> {
  readonly functionName: string;
  readonly version: string;
}

/** One fault may be anybody's; a healthy version has no second one in the time in which it proves itself. */
const FAULTS = 1;
const WINDOW = Duration.minutes(5);
const RUNBOOK = 'canary-stopped';

const nameOf = ({ functionName, version }: NewVersion, what: string): string => `${functionName}-v${version}-${what}`;

/**
 * Rings when a new version gives answers, or handles messages or records, that are faults by its own log. It counts and does not
 * rate, since a tenth of light traffic is a handful of calls in five minutes. Faults that clients can bring about are none of them:
 * what is wrong with a request is a 4xx, and what load does is counted for the domain alone (`throttled`, core/log.ts).
 */
export const watchFaults = (scope: Construct, id: string, version: NewVersion): Alarm =>
  watchVersion(scope, id, {
    ...version,
    runbook: RUNBOOK,
    name: nameOf(version, 'Faults'),
    says: 'Faults of a new version: it answers 5xx or fails records.',
    metric: new Metric({
      namespace: metricNamespace(scope),
      metricName: 'faults',
      dimensionsMap: { function: version.functionName, codeVersion: version.version },
      statistic: Stats.SUM,
      period: WINDOW,
    }),
    above: FAULTS,
  });

/**
 * Rings when runs of a new version end without an answer, which no log of its own tells: crashes, timeouts. Lambda promises the
 * figure by version only for an alias with weights, as it has them during a canary.
 */
export const watchErrors = (scope: Construct, id: string, version: NewVersion): Alarm =>
  watchVersion(scope, id, {
    ...version,
    runbook: RUNBOOK,
    name: nameOf(version, 'Errors'),
    says: 'Lambda errors of a new version: it throws, crashes or times out.',
    metric: new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensionsMap: {
        FunctionName: version.functionName,
        Resource: `${version.functionName}:live`,
        ExecutedVersion: version.version,
      },
      statistic: Stats.SUM,
      period: MINUTE,
    }),
    above: 0,
  });
