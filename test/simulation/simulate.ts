import { startFunction } from './functions/start.ts';
import { checkIdentity } from './invariants/identity.ts';
import { checkLedger, checkTold } from './invariants/ledger-final.ts';
import { checkPayments } from './invariants/payments.ts';
import { checkProof } from './invariants/proof.ts';
import { checkStatements } from './invariants/statements.ts';
import { checkWebhooks } from './invariants/webhooks.ts';
import { luckOf } from './machine/chance.ts';
import { hold, Violation } from './violation.ts';
import { Generator } from './world/generator.ts';
import { opening } from './world/opening.ts';
import { PROFILES, type ProfileName, profileOf } from './world/profile.ts';
import { type Perform, quiet, Settling } from './world/settle.ts';
import type { Step } from './world/steps.ts';
import { Trace } from './world/trace.ts';
import { type OnStoreCall, World } from './world/world.ts';

export interface Options {
  readonly steps: number;
  readonly profile?: ProfileName | undefined;
  /** Keeps the lines of what happened. */
  readonly keepsTrace?: boolean;
  /** False where nobody compares the hash of what happened: a run is quicker without. */
  readonly isHashed?: boolean;
  readonly onStoreCall?: OnStoreCall;
  /** Where the functions of a later release are, as `releases.ts` builds them; the present ones, which mark what they write, unless said. */
  readonly later?: string | undefined;
}

type Functions = typeof import('./functions/start.ts');

const startOf = async (later: string | undefined): Promise<Functions['startFunction']> =>
  later === undefined ? startFunction : ((await import(later)) as Functions).startFunction;

/** How a run went. */
export interface Outcome {
  readonly seed: number;
  readonly profile: ProfileName;
  readonly hash: string;
  readonly violation: Violation | undefined;
  /** The steps that were drawn, without those that brought the world to rest. */
  readonly script: readonly Step[];
  readonly lines: readonly string[];
  /** How often each call of each function met each fate, and each state followed another. */
  readonly met: ReadonlyMap<string, number>;
  readonly reached: ReadonlyMap<string, number>;
}

const perform =
  (world: World, after: (step: Step) => void): Perform =>
  async (steps) => {
    let did = false;
    for (const step of steps) {
      // A call that arrives is told of by the machine, with what it is.
      if (world.trace.isOn && step.do !== 'go') world.trace.add(JSON.stringify(step));
      if (!world.step(step)) continue;
      did = true;
      after(step);
    }
    await quiet();
    if (world.violation !== undefined) throw world.violation;
    return did;
  };

const CHECKS = [
  checkLedger,
  checkTold,
  checkWebhooks,
  checkPayments,
  checkStatements,
  checkProof,
  checkIdentity,
] as const;

const played = async (
  seed: number,
  { profile: asked, keepsTrace = false, isHashed = true, onStoreCall, later }: Options,
  play: (world: World, perform: Perform) => Promise<void>,
): Promise<Outcome> => {
  const profile = asked ?? profileOf(seed);
  const starts = { present: startFunction, later: await startOf(later) };
  const world = new World(seed, PROFILES[profile], { starts, trace: new Trace({ isOn: isHashed, keeps: keepsTrace }) });
  world.onStoreCall = onStoreCall;
  const script: Step[] = [];
  let isDrawn = false;
  const act = perform(world, (step) => {
    if (isDrawn) script.push(step);
  });
  let violation: Violation | undefined;
  try {
    for (const ask of opening(seed, world.profile)) {
      await act([ask]);
      while (world.machine.waiting.length > 0)
        await act(world.machine.waiting.map(({ id }): Step => ({ do: 'go', call: id, fate: 'done' })));
      const answer = world.clients.known.get(ask.id)?.answer;
      hold('simulator', (answer?.status ?? 500) < 300, () => `${ask.route} opens nothing: ${answer?.text}`);
    }
    isDrawn = true;
    await play(world, act);
    isDrawn = false;
    await new Settling(world, act).run();
    for (const check of CHECKS) check(world);
  } catch (error) {
    violation = error instanceof Violation ? error : new Violation('simulator', String((error as Error).stack));
  }
  if (violation !== undefined) world.trace.add(violation.message);
  return {
    seed,
    profile,
    hash: world.trace.hash,
    violation,
    script,
    lines: world.trace.lines,
    met: world.met,
    reached: world.states.reached,
  };
};

/** Runs Folio for some steps drawn from a seed, brings it to rest and checks all that must hold. */
export const simulate = (seed: number, options: Options): Promise<Outcome> =>
  played(seed, options, async (world, act) => {
    const generator = new Generator(seed, world);
    // What comes behind a lull meets what has come to an end: refunds, reversals, answers that contradict.
    const lull = luckOf(seed, 'lull') % 2 === 0 ? Math.floor(options.steps / 2) : -1;
    for (let step = 0; step < options.steps; step += 1) {
      if (step === lull) await new Settling(world, act, 'y').lull();
      await act([generator.next(world)]);
    }
  });

/** The same with the steps of a script. */
export const replay = (seed: number, script: readonly Step[], options: Options): Promise<Outcome> =>
  played(seed, options, async (_, act) => {
    for (const step of script) await act([step]);
  });
