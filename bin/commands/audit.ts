import type { Command } from 'commander';
import { audit } from '../audit/audit.ts';
import { readBooks } from '../audit/read-books.ts';
import { readLog } from '../audit/read-log.ts';
import { plain } from '../client/answers.ts';
import { accessKeyOf, fetchLog, fetchLogKey, readLogKey } from '../client/public-log.ts';
import { terminal } from '../client/terminal.ts';
import { apiOf } from './api-of.ts';
import { dataOption, something, targetOptions } from './options.ts';

/** Of the differences that are written to a terminal. */
const SHOWN_MAX = 100;

const HELP = `
Walks all that your tenant can read, and holds what says the same in two places against each other: receipts and the public log, entries and
receipts, balances and entries, events and receipts, who called what and the access log, and each log's checkpoints, tiles and entries. What is
younger than 20 seconds is left out. The client needs the scopes ledger:read, events:read and proof:read, and proof:access for the calls. Without --key the deployment's own key is taken, which finds accidents and
edits, but no deployment that lies about its key.

Exit codes: 0 no difference; 1 differences, each named; 2 wrong use.`;

/** `folio audit`: whether anything was changed, removed, added or dated otherwise, anywhere. */
export const auditCommand = (program: Command): void => {
  const command = program
    .command('audit')
    .description('hold receipts, entries, balances, events and the public log against each other');
  targetOptions(command)
    .addOption(dataOption())
    .option('--key <key>', 'the verifier key of the log, or a file that holds it', something)
    .addHelpText('after', HELP)
    .action(async (options: { readonly data: string; readonly key?: string }) => {
      const out = terminal(program.opts().json === true);
      const api = await apiOf(options, command);
      const { target } = api;
      const key = await (options.key === undefined ? fetchLogKey(target) : readLogKey(options.key));
      const log = await readLog(
        (path) => fetchLog(target, path),
        key,
        (entries) => out.progress(`${entries} entries of the log`),
      );
      const access = await readLog((path) => fetchLog(target, path, 'calls'), accessKeyOf(key));
      const books = await readBooks(api, { log, access }, Date.now(), (text) => out.progress(text));
      const differences = audit(books);
      for (const { where, name, says } of differences.slice(0, SHOWN_MAX))
        out.line(`${where} ${plain(name)} ${plain(says)}.`);
      if (differences.length > SHOWN_MAX) out.line(`... and ${differences.length - SHOWN_MAX} more (--json has all).`);
      const { receipts, histories, events } = books;
      const entries = histories.reduce((sum, { entries: all }) => sum + all.length, 0);
      const seen = { receipts: receipts.size, entries, accounts: books.accounts.length, events: events.length };
      const calls = books.access?.calls.length ?? 0;
      const counts = { ...seen, calls, logged: log.entries.length, checkpoints: log.checkpoints.length };
      if (books.access === undefined) out.line('Calls were not looked at: the client has no scope proof:access.');
      out.line(
        `${counts.receipts} receipts, ${counts.entries} entries of ${counts.accounts} accounts, ${counts.events} events, ${counts.calls} calls, ${counts.logged} leaves, ${counts.checkpoints} checkpoints: ${differences.length === 0 ? 'no difference' : `${differences.length} differences`}.`,
      );
      out.result({ ...counts, differences });
      if (differences.length > 0) process.exitCode = 1;
    });
};
