import { type Command, InvalidArgumentError } from 'commander';
import { CommandFailure } from '../client/problem-error.ts';
import { terminal } from '../client/terminal.ts';
import { something, works } from './options.ts';

const SECONDS_MAX = 600;

const seconds = (text: string): number => {
  const number = Number(text);
  if (!/^\d{1,3}(?:\.\d{1,3})?$/.test(text) || number < 1 || number > SECONDS_MAX)
    throw new InvalidArgumentError(`From 1 to ${SECONDS_MAX} seconds.`);
  return number;
};

const DRILLS_MAX = 1000;

const drills = (text: string): number => {
  const number = Number(text);
  if (!/^\d{1,4}$/.test(text) || number < 1 || number > DRILLS_MAX)
    throw new InvalidArgumentError(`From 1 to ${DRILLS_MAX} drills.`);
  return number;
};

interface BenchOptions {
  readonly seconds: number;
  readonly only?: string;
  readonly drills?: number;
}

/** `folio bench`: the benchmarks of `bin/bench`, side by side on this machine, as a table or as JSON. */
export const benchCommand = (program: Command): void => {
  works(program.command('bench'))
    .description('measure this machine: the floor, then transfers over HTTP')
    .option('--seconds <seconds>', 'of each scenario, after its warm-up', seconds, 10)
    .option('--only <name>', 'only the scenarios whose name holds this', something)
    .option('--drills <count>', 'instead: take a new release back so often, under a constant load of transfers', drills)
    .action(async (options: BenchOptions) => {
      const out = terminal(program.opts().json === true);
      // Loaded here: no other command pays for what only a benchmark needs.
      if (options.drills !== undefined) {
        const { benchDrills } = await import('../bench/drill-bench.ts');
        return out.result(await benchDrills(options.drills, out));
      }
      const { runBench } = await import('../bench/run.ts');
      const found = await runBench(options, out);
      out.result(found);
      if (found.notMeasured.length > 0)
        throw new CommandFailure(`Not measured: ${found.notMeasured.map(({ name }) => name).join(', ')}.`);
    });
};
