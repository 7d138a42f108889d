import { type DomainStatus, domainStatus } from '../../../functions/registry/handlers/release/status.ts';
import type { ReleasePorts } from '../../../functions/registry/store/release-ports.ts';
import { pasteable } from '../../client/hints.ts';
import { CommandFailure } from '../../client/problem-error.ts';
import type { Terminal } from '../../client/terminal.ts';

const COLUMNS = ['function', 'pin', 'alias', 'template', 'newest', 'log'] as const;

const table = ({ functions }: DomainStatus): readonly string[] => {
  const rows = [
    COLUMNS,
    ...functions.map((each) => [each.name, each.pin ?? 'none', each.alias, each.template, each.newest, each.log]),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
};

const show = (status: DomainStatus, out: Terminal): void => {
  out.line(`${status.domain}${status.release === null ? '' : `, release ${status.release}`}`);
  if (!status.removed) for (const line of table(status)) out.line(line);
  for (const note of status.notes) out.line(`  ${pasteable(note)}`);
  for (const problem of status.problems) out.line(`  ! ${pasteable(problem)}`);
  out.line();
};

/**
 * Prints where each function of the domain, or of all, stands.
 * @throws CommandFailure, so that the command exits 1, when pin, alias, template and log do not agree
 */
export const showStatus = async (ports: ReleasePorts, out: Terminal, domain?: string): Promise<void> => {
  const domains = domain === undefined ? await ports.domains() : [domain];
  const all = await Promise.all(domains.map((each) => domainStatus(ports, each)));
  out.result(all);
  for (const each of all) show(each, out);
  const wrong = all.filter(({ problems }) => problems.length > 0).map((each) => each.domain);
  if (wrong.length > 0) throw new CommandFailure(`Pin, alias, template and log do not agree: ${wrong.join(', ')}.`);
};
