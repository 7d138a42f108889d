import { type Command, InvalidArgumentError } from 'commander';
import { terminal } from '../client/terminal.ts';

const SECONDS_MAX = 600;

const seconds = (text: string): number => {
  const number = Number(text);
  if (!(number >= 1 && number <= SECONDS_MAX)) throw new InvalidArgumentError(`From 1 to ${SECONDS_MAX} seconds.`);
  return number;
};

/** `folio bench`: the benchmarks of `bench/`, side by side on this machine, as a table or as JSON. */
export const benchCommand = (program: Command): void => {
  program
    .command('bench')
    .description('measure this machine: the floor, then transfers over HTTP')
    .option('--seconds <seconds>', 'of each scenario, after its warm-up', seconds, 10)
    .option('--only <name>', 'only the scenarios whose name holds this')
    .action(async (options: { readonly seconds: number; readonly only?: string }) => {
      const out = terminal(program.opts().json === true);
      // Loaded here: no other command pays for what only a benchmark needs.
      const { runBench } = await import('../../bench/run.ts');
      out.result(await runBench(options, out));
    });
};
