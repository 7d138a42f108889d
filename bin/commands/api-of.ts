import type { Command } from 'commander';
import { Api } from '../client/api.ts';
import { findTarget } from '../client/find-target.ts';
import { isSaid } from './options.ts';

/** The API that a command's options mean; what stands on the line goes before the environment. */
export const apiOf = async (options: { readonly data: string }, command: Command): Promise<Api> =>
  new Api(await findTarget(options, isSaid(command, 'data')));
