import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { present } from '../../functions/kernel/core/assert.ts';
import type { ChangedApp, Patch } from '../../test/support/changed-app.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { PROJECT_DIR } from '../client/project.ts';
import { synthesize } from '../client/synthesis.ts';
import { percentile } from './statistics.ts';
import { type Answered, type SteadyLoad, steadyLoad } from './steady-load.ts';

/** A running local cloud with the release to come back to, and money on the accounts. */
export interface DrillPlace {
  readonly url: string;
  readonly dataDir: string;
  readonly token: string;
  readonly accounts: readonly string[];
}

/** One drill: what an operator feels, and what the customers do. */
interface Drill {
  /** From the start of the command's process to the first answer that the old version gave. */
  readonly firstAnswerMs: number;
  /** Until the command had proved it, closed it and ended. */
  readonly commandMs: number;
}

export interface DrillFigures {
  readonly drills: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly commandP50Ms: number;
  readonly commandMaxMs: number;
  /** Transfers answered while releases came and went, and those of them that were not answered 2xx. */
  readonly requests: number;
  readonly failed: Readonly<Record<string, number>>;
  /** Sent after a command had said that the old version answers, and answered by the new one all the same. */
  readonly strays: number;
  /** The slowest answer. */
  readonly slowestMs: number;
}

/** A new release: every answer of the ledger's API says that it is its own. */
export const marked = (name: string): Patch => ({
  file: 'functions/ledger/handlers/api.http.ts',
  text: `import { liveLog } from '../../kernel/core/log.ts';
import { build } from './api/routes.ts';
import { live } from './live.ts';

const answer = build({ ...live(), log: liveLog() });

export const handler = async (...call: Parameters<typeof answer>) => {
  const { headers, ...rest } = await answer(...call);
  return { ...rest, headers: { ...headers, 'folio-release': '${name}' } };
};
`,
});

const WAIT_MS = 20;
const WITHIN_MS = 30_000;
/** Answers of the new release alone, one after another, before it is taken back. */
const SETTLED = 20;

const until = async (what: string, good: () => boolean, seen: () => unknown): Promise<void> => {
  const from = performance.now();
  while (!good()) {
    if (performance.now() - from > WITHIN_MS) {
      throw new CommandFailure(
        `not within ${WITHIN_MS / 1000} s: ${what}; the last answers: ${JSON.stringify(seen())}`,
      );
    }
    await pause(WAIT_MS);
  }
};

/** Runs the command as an operator does: a process of its own. */
const rollback = (dataDir: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const why = ['--reason', 'a drill', '--incident', 'DRILL'];
    const args = [join(PROJECT_DIR, 'bin/folio.ts'), 'release', 'rollback', 'ledger', ...why, '--data', dataDir];
    const child = spawn(process.execPath, args, { cwd: PROJECT_DIR, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-4_000);
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new CommandFailure(`the rollback ended with ${code}: ${errors}`)),
    );
  });

const must = async (app: ChangedApp, ...args: readonly string[]): Promise<void> => {
  const { code, output } = await app.folio(...args);
  if (code !== 0) throw new CommandFailure(`folio ${args.join(' ')} ended with ${code}:\n${output}`);
};

const drill = async (load: SteadyLoad, place: DrillPlace, app: ChangedApp): Promise<Drill & { strays: number }> => {
  const { answers } = load;
  const latest = () => answers.slice(-3);
  await must(app, 'deploy', '--data', place.dataDir, '--canary', '100', '--bake', '0ms');
  const deployed = answers.length;
  await until(
    'the new release alone answers',
    () => {
      const since = answers.slice(deployed).slice(-SETTLED);
      return since.length === SETTLED && since.every(({ release }) => release !== null);
    },
    latest,
  );
  const startedAt = performance.now();
  const before = answers.length;
  const isOld = ({ release, status }: Answered): boolean => release === null && status !== 0;
  await rollback(place.dataDir);
  const endedAt = performance.now();
  await until('the old release answers', () => answers.slice(before).some(isOld), latest);
  const first = answers.slice(before).find(isOld)?.endedAt ?? 0;
  const settled = answers.length;
  await until('more answers', () => answers.length > settled + SETTLED, latest);
  const strays = answers.slice(before).filter(({ sentAt, release }) => sentAt > endedAt && release !== null).length;
  await must(app, 'release', 'unpin', 'ledger', '--reason', 'the drill is over', '--data', place.dataDir);
  return { firstAnswerMs: first - startedAt, commandMs: endedAt - startedAt, strays };
};

const figuresOf = (done: readonly (Drill & { strays: number })[], answers: readonly Answered[], perSecond: number) => {
  const sorted = (pick: (one: Drill) => number): readonly number[] => done.map(pick).sort((a, b) => a - b);
  const [first, command] = [sorted((one) => one.firstAnswerMs), sorted((one) => one.commandMs)];
  const failed: Record<string, number> = {};
  let slowestMs = 0;
  for (const { status, sentAt, endedAt } of answers) {
    if (status < 200 || status > 299) failed[status] = (failed[status] ?? 0) + 1;
    slowestMs = Math.max(slowestMs, endedAt - sentAt);
  }
  return {
    drills: done.length,
    perSecond,
    p50Ms: percentile(first, 0.5),
    p99Ms: percentile(first, 0.99),
    maxMs: first.at(-1) ?? 0,
    commandP50Ms: percentile(command, 0.5),
    commandMaxMs: command.at(-1) ?? 0,
    requests: answers.length,
    failed,
    strays: done.reduce((sum, { strays }) => sum + strays, 0),
    slowestMs,
  };
};

export interface DrillRun {
  readonly figures: DrillFigures;
  /** Every transfer that was sent, acknowledged or not. */
  readonly answers: readonly Answered[];
}

/**
 * Deploys a new release of the ledger and takes it back by `folio release rollback`, over and over, under a load that never
 * pauses. `apps` are copies of the app, each with a patch `marked`, that take turns: the same again would be no change to
 * CloudFormation, which compares templates and not what is live. Leaves the ledger unpinned, the old version live.
 */
export const runDrills = async (
  place: DrillPlace,
  apps: readonly ChangedApp[],
  options: { readonly count: number; readonly perSecond: number; readonly onDrill?: (done: number) => void },
): Promise<DrillRun> => {
  const { count, perSecond, onDrill } = options;
  // Compiling an app is no part of a release, and would take a core for ten seconds of the first ones.
  for (const { dir } of apps) await synthesize(dir, () => undefined);
  const load = steadyLoad({ ...place, run: `drill-${Date.now().toString(36)}`, perSecond });
  const done: Awaited<ReturnType<typeof drill>>[] = [];
  try {
    for (let index = 0; index < count; index += 1) {
      done.push(await drill(load, place, present(apps[index % apps.length], 'there is an app to release')));
      onDrill?.(index + 1);
    }
  } finally {
    await load.stop();
  }
  return { figures: figuresOf(done, load.answers, perSecond), answers: load.answers };
};

/** What the acknowledged transfers must have left on each account, given what was there before. */
export const expectedBalances = (
  before: ReadonlyMap<string, bigint>,
  answers: readonly Answered[],
): ReadonlyMap<string, bigint> => {
  const balances = new Map(before);
  for (const { from, to, status } of answers) {
    if (status !== 201) continue;
    balances.set(from, (balances.get(from) ?? 0n) - 1n);
    balances.set(to, (balances.get(to) ?? 0n) + 1n);
  }
  return balances;
};
