import type { CatalogDiff, Change } from '../../../functions/catalog/model/diff.ts';
import type { Terminal } from '../../client/terminal.ts';

const lineOf = ({ what, breaking }: Change): string => `  ${breaking ? '! ' : '  '}${what}`;

/** What changes, for users and then for operators; `!` is before what lets somebody down who relies on it. */
export const showDiff = (base: string, { users, operators }: CatalogDiff, out: Terminal): void => {
  if (users.length === 0 && operators.length === 0) {
    out.line(`Nothing changes for users or operators since ${base}.`);
    return;
  }
  for (const [title, changes] of [
    ['For users', users],
    ['For operators', operators],
  ] as const) {
    out.line(changes.length === 0 ? `${title}: nothing` : `${title}:`);
    for (const one of changes) out.line(lineOf(one));
  }
};
