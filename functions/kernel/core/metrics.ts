import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNamespace } from './env.ts';

/** Metrics that neither Lambda nor a log line (UNITS in log.ts) publishes, such as a relay's lag. */
export interface Gauge {
  /** One figure, written at once as one EMF line. */
  readonly milliseconds: (name: string, value: number) => void;
  readonly count: (name: string, value: number) => void;
}

export const liveGauge = (domain: string): Gauge => {
  const metrics = new Metrics({ namespace: metricNamespace(), serviceName: domain });
  const write = (name: string, unit: (typeof MetricUnit)[keyof typeof MetricUnit], value: number) => {
    const single = metrics.singleMetric();
    single.addMetric(name, unit, value);
  };
  return {
    milliseconds: (name, value) => write(name, MetricUnit.Milliseconds, value),
    count: (name, value) => write(name, MetricUnit.Count, value),
  };
};

/** How late the work of a clock is, where it is late at all: its alarm takes silence for health, and nought each minute is billed. */
export const tellLate = (gauge: Gauge, name: string, lateMs: number): void => {
  if (lateMs > 0) gauge.milliseconds(name, lateMs);
};
