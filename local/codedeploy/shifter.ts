import { randomUUID } from 'node:crypto';
import type { Functions } from '../lambda/functions.ts';
import { LambdaFault } from '../lambda/lambda-fault.ts';
import { Groups } from './groups.ts';
import { type Deployment, DeploymentHistory, type DeploymentStatus } from './history.ts';
import { type Pace, type Traffic, trafficOf } from './traffic.ts';

export interface ShifterDeps {
  readonly functions: Pick<Functions, 'alias' | 'updateAlias'>;
  /** Where the deployments are kept. */
  readonly path: string;
  /** Those of the named alarms that are in ALARM now, or were since then. */
  readonly inAlarm: (names: readonly string[], since: number) => readonly string[];
  /** Since when each is in ALARM; undefined for one that is not. */
  readonly ringsSince?: (name: string) => number | undefined;
  /** Told of every deployment that has ended, at least once. */
  readonly ended?: (deployment: Deployment) => void;
  readonly now?: () => number;
  readonly wait?: (ms: number) => Promise<void>;
}

/** An alias that a template wants to point elsewhere. */
export interface Move {
  readonly stack: string;
  readonly functionName: string;
  readonly alias: string;
  readonly to: string;
  /** Of its update policy; without one it moves directly. */
  readonly policy: ShiftPolicy | undefined;
}

/** What an update policy says: which group moves the alias, and whether a hook holds the deployment open when it has moved. */
export interface ShiftPolicy {
  readonly group: string;
  readonly hasHook: boolean;
}

/** One alias on its way. The revision is the one that we gave it: another one means that somebody else moved it. */
interface Shift {
  deployment: Deployment;
  readonly traffic: Traffic;
  readonly alarms: readonly string[];
  revisionId: string;
  weight: number;
}

export interface DeployMode {
  readonly pace: Pace;
  readonly say: (line: string) => void;
  /** What people call a function; its name where nobody says. */
  readonly label?: (functionName: string) => string;
}

/** How often the alarms are looked at while a new version proves itself. */
const LOOK_EVERY_MS = 250;
/** How often somebody who waits is told that nothing has happened. */
const TELL_EVERY_MS = 15_000;
const MOVED_MEANWHILE: Ending = { reason: 'the alias was moved by somebody else meanwhile' };

/** Why shifts are taken back. */
interface Ending {
  readonly reason: string;
  /** It was never given a share of the traffic. */
  readonly notBegun?: true;
  readonly alarms?: readonly string[];
}

const MINUTE_S = 60;

/** `41 s`, `6:05 min`. */
const timeLeft = (ms: number): string => {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < MINUTE_S) return `${seconds} s`;
  return `${Math.floor(seconds / MINUTE_S)}:${String(seconds % MINUTE_S).padStart(2, '0')} min`;
};

const clockTime = (at: number): string => `${new Date(at).toISOString().slice(11, 19)} UTC`;

/**
 * CodeDeploy of the local cloud: shifts aliases to new versions with real weights while it watches their alarms. The aliases
 * of one stack go together: an alarm of one takes all of them back, as CloudFormation rolls the stack back.
 */
export class Shifter {
  readonly groups = new Groups();
  readonly history: DeploymentHistory;
  readonly #deps: ShifterDeps;
  readonly #now: () => number;
  #mode: DeployMode | undefined;
  #waiting: readonly Shift[] = [];
  #stopReason: string | undefined;

  constructor(deps: ShifterDeps) {
    this.#deps = deps;
    this.#now = deps.now ?? Date.now;
    this.history = new DeploymentHistory(deps.path);
  }

  /** Runs a deployment in which aliases are shifted; outside of one (at a start) they move directly. */
  async during(mode: DeployMode, deploy: () => Promise<void>): Promise<void> {
    this.#mode = mode;
    this.#stopReason = undefined;
    try {
      await deploy();
    } finally {
      this.#mode = undefined;
      this.#waiting = [];
    }
  }

  /**
   * What becomes of an alias that shall move: `now` it may, `later` with its stack, or `never`, at a start, because the last
   * deployment of this very version was taken back.
   */
  decide(move: Move): 'now' | 'later' | 'never' {
    const { functionName, alias, to } = move;
    if (this.#mode === undefined) return this.history.refused(functionName, alias, to) ? 'never' : 'now';
    const { policy } = move;
    const group = policy === undefined ? undefined : this.groups.get(policy.group);
    const current = this.#deps.functions.alias(functionName, alias);
    if (policy === undefined || group === undefined || current.functionVersion === to) return 'now';
    const deployment: Deployment = {
      id: `d-${randomUUID().slice(0, 8).toUpperCase()}`,
      application: group.application,
      group: group.name,
      functionName,
      alias,
      from: current.functionVersion,
      to,
      status: 'InProgress',
      startedAt: this.#now(),
    };
    const traffic = trafficOf(group.routing, policy.hasHook, this.#mode.pace);
    const { revisionId } = current;
    this.#waiting = [...this.#waiting, { deployment, traffic, alarms: group.alarms, revisionId, weight: 0 }];
    return 'later';
  }

  /** Shifts what waits; resolves with what became of it (`taken back: ...`) where that is not what was wanted. */
  async settle(): Promise<string | undefined> {
    const shifts = this.#waiting;
    this.#waiting = [];
    if (shifts.length === 0) return undefined;
    for (const shift of shifts) {
      const endsAt = shift.deployment.startedAt + shift.traffic.endsAt;
      shift.deployment = { ...shift.deployment, endsAt };
    }
    this.history.write(shifts.map(({ deployment }) => deployment));
    const ending = this.#rungBefore(shifts) ?? (await this.#run(shifts));
    if (ending === undefined) this.#close(shifts, 'Succeeded');
    else this.#takeBack(shifts, ending);
    return ending && `${ending.notBegun === true ? 'not begun' : 'taken back'}: ${ending.reason}`;
  }

  /** Has a running deployment taken back; false when none runs under this id. */
  stop(id: string): boolean {
    const runs = this.history.all().some((one) => one.id === id && one.status === 'InProgress');
    if (runs) this.#stopReason = 'it was stopped';
    return runs;
  }

  /** The cloud stops: asks the running deployment to take itself back. To be called before the functions stop, whose aliases it moves. */
  halt(): void {
    this.#stopReason = 'the local cloud stopped during it';
  }

  /** After a crash: what was on its way goes back to where it came from, and is not tried again before somebody deploys it. */
  recover(): void {
    const open = this.history.all().filter(({ status }) => status === 'InProgress');
    for (const { functionName, alias, from } of open) {
      this.#deps.functions.updateAlias(functionName, alias, { functionVersion: from, weights: {} });
    }
    const reason = 'the local cloud ended during it';
    this.history.write(open.map((one) => ({ ...one, status: 'Stopped', reason, endedAt: this.#now(), untold: true })));
  }

  /** Tells of what has ended and was not told yet; after a crash it may have been, so it may be told twice. */
  tell(): void {
    const { ended } = this.#deps;
    const untold = this.history.all().filter((one) => one.untold === true);
    if (ended === undefined || untold.length === 0) return;
    for (const each of untold) ended(each);
    this.history.write(untold.map(({ untold: _, ...told }) => told));
  }

  /** CodeDeploy begins nothing while an alarm is in ALARM: one from before says nothing of a version that had no call yet. */
  #rungBefore(shifts: readonly Shift[]): Ending | undefined {
    const now = this.#now();
    const alarms = this.#deps.inAlarm([...new Set(shifts.flatMap((shift) => shift.alarms))], now);
    if (alarms.length === 0) return undefined;
    const since = alarms.map((name) => this.#deps.ringsSince?.(name)).filter((at) => at !== undefined);
    const begin = since.length === 0 ? '' : ` since ${clockTime(Math.min(...since))}`;
    const before = [...new Set(shifts.map(({ deployment }) => this.#label(deployment, deployment.from)))].join(', ');
    return {
      notBegun: true,
      reason: `the alarm ${alarms.join(', ')} is in ALARM${begin}, from before this deployment (${before}): wait until it is quiet, or say --despite-alarms`,
      alarms,
    };
  }

  #label({ functionName }: Deployment, versions: string): string {
    return `${this.#mode?.label?.(functionName) ?? functionName} ${versions}`;
  }

  #way(deployment: Deployment): string {
    return this.#label(deployment, `${deployment.from} -> ${deployment.to}`);
  }

  async #run(shifts: readonly Shift[]): Promise<Ending | undefined> {
    const from = this.#now();
    let toldAt = from;
    for (const { deployment, traffic } of shifts)
      this.#mode?.say(`${this.#way(deployment)}: shifting, ${timeLeft(traffic.endsAt)} until it is taken for good`);
    const alarms = [...new Set(shifts.flatMap((shift) => shift.alarms))];
    const endsAt = Math.max(...shifts.map(({ traffic }) => traffic.endsAt));
    // Bounded by the time of the longest shift.
    for (;;) {
      const elapsed = this.#now() - from;
      const inAlarm = this.#deps.inAlarm(alarms, from);
      if (inAlarm.length > 0) return { reason: `the alarm ${inAlarm.join(', ')} is in ALARM`, alarms: inAlarm };
      if (this.#stopReason !== undefined) return { reason: this.#stopReason };
      if (!shifts.every((shift) => this.#advance(shift, elapsed))) return MOVED_MEANWHILE;
      if (elapsed >= endsAt) return undefined;
      if (this.#now() - toldAt >= TELL_EVERY_MS) {
        toldAt = this.#now();
        this.#tellBaking(shifts, alarms.length, endsAt - elapsed);
      }
      await this.#wait(Math.min(LOOK_EVERY_MS, endsAt - elapsed));
    }
  }

  /** So that nobody takes a long bake for a hang, and no connection is taken for dead. */
  #tellBaking(shifts: readonly Shift[], alarms: number, leftMs: number): void {
    const what = shifts.map(({ deployment }) => this.#way(deployment)).join(', ');
    this.#mode?.say(`baking: ${what}, ${timeLeft(leftMs)} left, none of ${alarms} alarms in ALARM`);
  }

  /** Gives the new version the share that is due; false when the alias is no longer ours. */
  #advance(shift: Shift, elapsed: number): boolean {
    const { from, to, functionName, alias } = shift.deployment;
    const due = shift.traffic.steps.findLast(({ at }) => at <= elapsed)?.weight ?? 0;
    if (due === shift.weight) return this.#deps.functions.alias(functionName, alias).revisionId === shift.revisionId;
    const change = due >= 1 ? { functionVersion: to, weights: {} } : { functionVersion: from, weights: { [to]: due } };
    const moved = this.#update(shift, change);
    if (moved) this.#mode?.say(`${this.#way(shift.deployment)}: ${Math.round(due * 100)} % of the traffic`);
    shift.weight = due;
    return moved;
  }

  #takeBack(shifts: readonly Shift[], ending: Ending): void {
    for (const shift of shifts) this.#update(shift, { functionVersion: shift.deployment.from, weights: {} });
    const { notBegun, ...why } = ending;
    this.#close(shifts, 'Stopped', why);
    const what = notBegun === true ? 'not begun' : 'taken back';
    for (const { deployment } of shifts) this.#mode?.say(`${this.#way(deployment)}: ${what}, ${ending.reason}`);
  }

  #update(
    shift: Shift,
    change: { readonly functionVersion: string; readonly weights: Readonly<Record<string, number>> },
  ) {
    const { functionName, alias } = shift.deployment;
    try {
      const { revisionId } = this.#deps.functions.updateAlias(functionName, alias, {
        ...change,
        revisionId: shift.revisionId,
      });
      shift.revisionId = revisionId;
      return true;
    } catch (error) {
      if (error instanceof LambdaFault && error.code === 'PreconditionFailedException') return false;
      throw error;
    }
  }

  #close(shifts: readonly Shift[], status: DeploymentStatus, ending?: Ending): void {
    const endedAt = this.#now();
    this.history.write(shifts.map(({ deployment }) => ({ ...deployment, status, endedAt, untold: true, ...ending })));
    this.tell();
  }

  #wait(ms: number): Promise<void> {
    return (this.#deps.wait ?? ((time) => new Promise((resolve) => setTimeout(resolve, time))))(ms);
  }
}
