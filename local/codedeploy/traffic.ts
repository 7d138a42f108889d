/** What share of an alias's traffic the new version gets, from when on. */
export interface Step {
  /** Milliseconds after the start of the shift. */
  readonly at: number;
  /** In (0, 1]. */
  readonly weight: number;
}

/** How traffic moves to a new version: its steps, and until when the alarms are watched. */
export interface Traffic {
  readonly steps: readonly Step[];
  readonly endsAt: number;
}

/** A deployment configuration of CodeDeploy. */
export type Routing =
  | { readonly kind: 'all-at-once' }
  | { readonly kind: 'canary'; readonly percent: number; readonly minutes: number }
  | { readonly kind: 'linear'; readonly percent: number; readonly minutes: number };

/** What a deployment to one machine may say otherwise than the template, where five minutes are long. */
export interface Pace {
  readonly canaryPercent: number;
  readonly bakeMs: number;
}

const MINUTE = 60_000;
const CANARY = /^CodeDeployDefault\.LambdaCanary(\d+)Percent(\d+)Minutes$/;
const LINEAR = /^CodeDeployDefault\.LambdaLinear(\d+)PercentEvery(\d+)Minutes?$/;

/** The routing behind a name of CodeDeploy's own; undefined for any other name. */
export const predefinedRouting = (name: string): Routing | undefined => {
  if (name === 'CodeDeployDefault.LambdaAllAtOnce') return { kind: 'all-at-once' };
  const canary = CANARY.exec(name);
  if (canary !== null) return { kind: 'canary', percent: Number(canary[1]), minutes: Number(canary[2]) };
  const linear = LINEAR.exec(name);
  if (linear !== null) return { kind: 'linear', percent: Number(linear[1]), minutes: Number(linear[2]) };
  return undefined;
};

const linear = (percent: number, minutes: number): Traffic => {
  const count = Math.ceil(100 / percent);
  const steps = Array.from({ length: count }, (_, index) => ({
    at: index * minutes * MINUTE,
    weight: Math.min(1, ((index + 1) * percent) / 100),
  }));
  return { steps, endsAt: (count - 1) * minutes * MINUTE };
};

/**
 * The steps of a routing. A pace replaces the canary's share and time; what moves all at once is then watched for that time
 * after it has moved, and what would be linear becomes a canary.
 */
export const trafficOf = (routing: Routing, pace: Pace | undefined): Traffic => {
  if (routing.kind === 'all-at-once') return { steps: [{ at: 0, weight: 1 }], endsAt: pace?.bakeMs ?? 0 };
  if (routing.kind === 'linear' && pace === undefined) return linear(routing.percent, routing.minutes);
  const share = (pace?.canaryPercent ?? routing.percent) / 100;
  const bakeMs = pace?.bakeMs ?? routing.minutes * MINUTE;
  return {
    steps: [
      { at: 0, weight: share },
      { at: bakeMs, weight: 1 },
    ],
    endsAt: bakeMs,
  };
};
