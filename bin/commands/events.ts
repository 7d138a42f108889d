import type { Command } from 'commander';
import { matches } from '../../functions/webhooks/model/event-filter.ts';
import { tailEvents } from '../client/event-tail.ts';
import { assertKnownType } from '../client/event-types.ts';
import { noCloudOn } from '../client/hints.ts';
import { untilLeft } from '../client/outlet.ts';
import { PROJECT_DIR } from '../client/project.ts';
import { runningLocal } from '../client/target.ts';
import { terminal } from '../client/terminal.ts';
import { jsonText } from '../client/visible.ts';
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
      await assertKnownType(options.type, PROJECT_DIR);
      const local = await runningLocal(options.data);
      if (local === undefined) throw noCloudOn(options.data);
      const signal = untilLeft();
      const listening = `Listening on the bus of ${local.url} for ${options.type}. Ctrl-C ends it.`;
      for await (const event of tailEvents(local, signal, () => out.note(listening))) {
        if (!matches([options.type], event['detail-type'])) continue;
        const isJson = options.json === true || program.opts().json === true;
        out.line(isJson ? jsonText(event) : `${event.time} ${event['detail-type']} ${jsonText(event.detail)}`);
      }
    });
};
