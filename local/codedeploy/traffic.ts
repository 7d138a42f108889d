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

/** The steps of a linear routing, in a minute or more from one to the next. */
const linear = (percent: number, minutes: number): readonly Step[] =>
  Array.from({ length: Math.ceil(100 / percent) }, (_, index) => ({
    at: index * minutes * MINUTE,
    weight: Math.min(1, ((index + 1) * percent) / 100),
  }));

const stepsOf = (routing: Routing, pace: Pace | undefined): readonly Step[] => {
  if (routing.kind === 'all-at-once') return [{ at: 0, weight: 1 }];
  if (routing.kind === 'linear' && pace === undefined) return linear(routing.percent, routing.minutes);
  return [
    { at: 0, weight: (pace?.canaryPercent ?? routing.percent) / 100 },
    { at: pace?.bakeMs ?? routing.minutes * MINUTE, weight: 1 },
  ];
};

/**
 * The steps of a routing. A pace replaces the canary's share and time, and what would be linear becomes a canary. The alarms are
 * watched until the last step, as CodeDeploy does. Where a hook holds the deployment open after it, for the bake time more: that
 * stands for the hook's own, which is not run here.
 */
export const trafficOf = (routing: Routing, hasHook: boolean, pace: Pace | undefined): Traffic => {
  const steps = stepsOf(routing, pace);
  const bakeMs = hasHook ? (pace?.bakeMs ?? 0) : 0;
  return { steps, endsAt: (steps.at(-1)?.at ?? 0) + bakeMs };
};
