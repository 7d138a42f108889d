import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Found, findBug } from './find-bug.ts';
import { bugNames } from './planted.ts';
import type { ProfileName } from './world/profile.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '2000' },
    steps: { type: 'string', default: '300' },
    profile: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
  },
});
const [seeds, steps, workers] = [Number(values.seeds), Number(values.steps), Number(values.workers)];
const profile = values.profile as ProfileName | undefined;
const names = positionals.length > 0 ? positionals : bugNames();
const found: Found[] = [];
for (const name of names) {
  const one = await findBug(name, { seeds, steps, workers, profile });
  found.push(one);
  const by = one.seed === undefined ? 'NOT FOUND |' : `${one.seed} | ${one.invariant}`;
  process.stdout.write(`| \`${name}\` | ${one.says} | ${one.profile} ${by} |\n`);
}
const missed = found.filter(({ seed }) => seed === undefined);
process.stdout.write(`${found.length - missed.length} of ${found.length} planted bugs are found\n`);
process.exitCode = missed.length === 0 ? 0 : 1;
