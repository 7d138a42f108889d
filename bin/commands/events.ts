import type { Command } from 'commander';
import { matches } from '../../functions/webhooks/model/event-filter.ts';
import { tailEvents } from '../client/event-tail.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { runningLocal } from '../client/target.ts';
import { terminal } from '../client/terminal.ts';
import { dataOption } from './options.ts';

/** `folio events tail`: what passes on the bus of the local cloud, live, until Ctrl-C. */
export const eventsCommand = (program: Command): void => {
  const events = program.command('events').description('what passes on the bus');
  events
    .command('tail')
    .description('show events as they pass, until Ctrl-C')
    .addOption(dataOption())
    .option('--type <type>', 'only this type, <domain>.* or *', '*')
    .option('--json', 'one JSON document a line')
    .action(async (options: { readonly data: string; readonly type: string; readonly json?: boolean }) => {
      const out = terminal(false);
      const local = await runningLocal(options.data);
      if (local === undefined)
        throw new CommandFailure(`No local cloud runs on ${options.data}. Start one with "npm start".`);
      const end = new AbortController();
      process.once('SIGINT', () => end.abort()).once('SIGTERM', () => end.abort());
      for await (const event of tailEvents(local.awsUrl, end.signal)) {
        if (!matches([options.type], event['detail-type'])) continue;
        const isJson = options.json === true || program.opts().json === true;
        out.line(
          isJson ? JSON.stringify(event) : `${event.time} ${event['detail-type']} ${JSON.stringify(event.detail)}`,
        );
      }
    });
};
