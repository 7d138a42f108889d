import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { demo } from '../client/demo.ts';
import { PROJECT_DIR } from '../client/project.ts';
import { runningLocal } from '../client/target.ts';
import { temporaryCloud } from '../client/temporary-cloud.ts';
import { terminal } from '../client/terminal.ts';
import { dataOption, works } from './options.ts';

/** `folio demo`: the main job from end to end, on the running local cloud or on one of its own, and then it is done. */
export const demoCommand = (program: Command): void => {
  works(program.command('demo'))
    .description('three years of books, a refusal, a hold, a repeated key, a proved day and an event, in a minute')
    .addOption(dataOption())
    .action(async ({ data }: { readonly data: string }) => {
      const out = terminal(program.opts().json === true);
      const running = await runningLocal(data);
      if (running === undefined) out.line('No local cloud runs here; starting one for the length of the demo ...');
      const temporary = running === undefined ? await temporaryCloud() : undefined;
      try {
        const local = running ?? temporary?.local;
        if (local === undefined) throw new Error('either runs');
        const journal = readFileSync(join(PROJECT_DIR, 'data/household.jsonl'), 'utf8');
        out.result(await demo(local, journal, temporary === undefined, out));
      } finally {
        await temporary?.stop();
      }
    });
};
