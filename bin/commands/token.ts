import type { Command } from 'commander';
import { fetchToken } from '../client/api.ts';
import { findTarget } from '../client/find-target.ts';
import { terminal } from '../client/terminal.ts';
import { dataOption, isSaid, something, targetOptions } from './options.ts';

/** `folio token`: prints an access token, and nothing else, so that a shell can put it into a header. */
export const tokenCommand = (program: Command): void => {
  const command = program.command('token').description('print an access token');
  targetOptions(command)
    .addOption(dataOption())
    .option('--scope <scopes>', 'scopes, separated by spaces (all of the client when absent)', something)
    .action(async (options, command: Command) => {
      const out = terminal(program.opts().json === true);
      const { token, expiresInMs } = await fetchToken(
        await findTarget(options, isSaid(command, 'data')),
        options.scope,
      );
      out.result({ token, expiresInSeconds: expiresInMs / 1000 });
      out.line(token);
    });
};
