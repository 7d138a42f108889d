import { type Command, Option } from 'commander';

/** Where the local cloud keeps its data, unless said otherwise. */
export const DATA_DEFAULT = '.folio';

export const dataOption = (): Option =>
  new Option('--data <folder>', 'data folder of the local cloud').default(DATA_DEFAULT);

/** Which API to call, and as whom. */
export const targetOptions = (command: Command): Command =>
  command
    .option('--url <url>', 'base URL of the API (FOLIO_URL; the running local cloud when absent)')
    .option('--client <id>', 'client id (FOLIO_CLIENT_ID)')
    .option('--secret <secret>', 'client secret (FOLIO_CLIENT_SECRET)')
    .option('--tenant <name>', 'tenant of the local cloud whose client to use');
