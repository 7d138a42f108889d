import { type Command, Option } from 'commander';
import { BASES, type Basis } from '../../functions/statements/contract/bases.ts';
import { JOURNAL_FORMATS, type JournalFormatName } from '../../functions/statements/contract/export-api.ts';
import type { Api } from '../client/api.ts';
import { writeAll } from '../client/outlet.ts';
import { CommandFailure, WrongUse } from '../client/problem-error.ts';
import { terminal } from '../client/terminal.ts';
import { apiOf } from './api-of.ts';
import { civilDay, dataOption, targetOptions } from './options.ts';

/** Of 500 transactions or more each, where there are as many: fifty million of them. */
const PIECES_MAX = 100_000;

interface Options {
  readonly format: JournalFormatName;
  readonly from?: string;
  readonly to?: string;
  readonly basis?: Basis;
  readonly data: string;
}

/** The address in a header `Link` that leads on; undefined behind the last piece. */
const nextOf = (headers: Headers): string | undefined =>
  /^<(\/[^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];

async function* pieces(api: Api, first: string, progress: (count: number) => void): AsyncGenerator<string> {
  let path: string | undefined = first;
  for (let count = 1; count <= PIECES_MAX; count += 1) {
    const { text, headers } = await api.text(path);
    yield text;
    progress(count);
    path = nextOf(headers);
    if (path === undefined) return;
  }
  throw new CommandFailure(`The journal has more than ${PIECES_MAX} pieces: say --from and --to.`);
}

const HELP = `
Written to the standard output, oldest first, piece by piece, of what the API's GET /v1/exports/journal answers.
A hold stands on its own day, with what has been posted of it so far. Without --from and --to, beancount and hledger get an
assertion of the balance of each account that has not moved meanwhile. The csv has no metadata, the jsonl has.`;

/** `folio statements journal`: the journal of some days, or all of it, for another tool. */
export const journalCommand = (program: Command, group: Command): void => {
  const command = group.command('journal').description('the journal of some days, or all of it, for another tool');
  targetOptions(command)
    .addOption(dataOption())
    .addOption(new Option('--format <format>', 'for which tool').choices(JOURNAL_FORMATS).makeOptionMandatory())
    .option('--from <day>', 'the first day, YYYY-MM-DD in UTC', civilDay)
    .option('--to <day>', 'the last day', civilDay)
    .addOption(new Option('--basis <basis>', 'by the day it counts (effective), or was made').choices(BASES))
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      if (program.opts().json === true)
        throw new WrongUse('A journal is no single document: --format jsonl has a document a line.');
      const { format, from, to, basis } = options;
      if (from !== undefined && to !== undefined && from > to) throw new WrongUse('--from is later than --to.');
      const out = terminal(false);
      const query = new URLSearchParams({ format, ...(from && { from }), ...(to && { to }), ...(basis && { basis }) });
      const api = await apiOf(options, command);
      const progress = (count: number) => out.progress(`${count} pieces`);
      await writeAll(pieces(api, `/v1/exports/journal?${query}`, progress));
    });
};
