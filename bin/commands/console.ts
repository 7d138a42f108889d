import type { Command } from 'commander';
import { localTarget } from '../client/find-target.ts';
import { noCloudOn } from '../client/hints.ts';
import { openInBrowser } from '../client/open-in-browser.ts';
import { runningLocal } from '../client/target.ts';
import { terminal } from '../client/terminal.ts';
import { dataOption, something } from './options.ts';

interface ConsoleOptions {
  readonly data: string;
  readonly tenant?: string;
  readonly open?: boolean;
}

/** `folio console`: where the console is, and with what to sign in. The credentials go into no address: a browser keeps those. */
export const consoleCommand = (program: Command): void => {
  program
    .command('console')
    .description('say where the console of the local cloud is and how to sign in, and open it in a browser')
    .addOption(dataOption())
    .option('--tenant <name>', 'tenant of the local cloud (the first when absent)', something)
    .option('--no-open', 'open no browser')
    .action(async ({ data, tenant, open }: ConsoleOptions) => {
      const out = terminal(program.opts().json === true);
      const local = await runningLocal(data);
      if (local === undefined) throw noCloudOn(data);
      const { clientId, clientSecret } = localTarget(local, data, tenant);
      const url = `${local.url}/console`;
      out.result({ url, clientId, clientSecret });
      out.line(`The console:    ${url}`);
      out.line(`Client id:      ${clientId}`);
      out.line(`Client secret:  ${clientSecret}`);
      if (open !== false && program.opts().json !== true) await openInBrowser(url, out.note);
    });
};
