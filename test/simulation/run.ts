import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { coverageLines, stateLines } from './coverage.ts';
import { runSeeds } from './pool.ts';
import { laterRelease } from './releases.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulate.ts';
import type { ProfileName } from './world/profile.ts';
import { sentenceOf } from './world/steps.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    steps: { type: 'string', default: '1000' },
    profile: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    trace: { type: 'boolean', default: false },
    coverage: { type: 'boolean', default: false },
  },
});
const [first, count, steps] = [Number(values.seed), Number(values.seeds), Number(values.steps)];
const later = await laterRelease('run');
const options = { steps, profile: values.profile as ProfileName | undefined, later: later.program.href };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** One seed, told in full: where it breaks something, as the shortest script that does. */
const tellOne = async (seed: number): Promise<boolean> => {
  const outcome = await simulate(seed, { ...options, keepsTrace: values.trace });
  for (const line of outcome.lines) say(line);
  const { profile, hash, script, violation } = outcome;
  say(
    `seed ${seed} (${profile}), ${script.length} steps, trace ${hash}: ${violation?.message ?? 'all invariants hold'}`,
  );
  if (violation === undefined) return true;
  const shrunk = await shrink(outcome, options);
  say(`\n${shrunk.script.length} of these steps are enough (${shrunk.runs} runs tried):`);
  for (const step of shrunk.script) say(`  ${sentenceOf(step)}`);
  say(`  ${shrunk.outcome.violation?.message ?? ''}`);
  say(`\nAgain: npm run simulate -- --seed ${seed} --steps ${steps}${values.profile ? ` --profile ${profile}` : ''}`);
  return false;
};

const tellMany = async (): Promise<boolean> => {
  const began = performance.now();
  const [met, reached] = [new Map<string, number>(), new Map<string, number>()];
  const broken: number[] = [];
  let [done, made] = [0, 0];
  await runSeeds({
    first,
    count,
    workers: Number(values.workers),
    options,
    onSeed: (report) => {
      done += 1;
      made += report.steps;
      for (const [name, times] of report.met) met.set(name, (met.get(name) ?? 0) + times);
      for (const [name, times] of report.reached) reached.set(name, (reached.get(name) ?? 0) + times);
      if (report.violation === undefined) return true;
      broken.push(report.seed);
      say(`seed ${report.seed} (${report.profile}): ${report.violation.message}`);
      return broken.length < BROKEN_MAX;
    },
  });
  const seconds = (performance.now() - began) / 1000;
  say(`${done} seeds, ${made} steps in ${seconds.toFixed(1)} s: ${broken.length} break an invariant`);
  if (values.coverage) for (const line of [...coverageLines(met), ...stateLines(reached)]) say(line);
  const [worst] = broken.toSorted((a, b) => a - b);
  if (worst !== undefined) await tellOne(worst);
  return broken.length === 0;
};
/** More of them say nothing new. */
const BROKEN_MAX = 20;

try {
  process.exitCode = (await (count === 1 ? tellOne(first) : tellMany())) ? 0 : 1;
} finally {
  later.remove();
}
