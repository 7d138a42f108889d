import type { Catalog, Component } from '../../../functions/catalog/model/catalog.ts';
import type { Terminal } from '../../client/terminal.ts';
import type { OpenCatalog } from '../open-catalog.ts';
import { kindCounts, typeCounts } from './counts.ts';

const WIDTH = 118;

/** Words in lines of at most so many characters, each line indented. */
export const wrapped = (words: readonly string[], separator = ', ', indent = '  '): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const [index, word] of words.entries()) {
    const piece = index === words.length - 1 ? word : `${word}${separator.trimEnd()}`;
    if (line !== '' && `${indent}${line} ${piece}`.length > WIDTH) {
      lines.push(`${indent}${line}`);
      line = piece;
    } else line = line === '' ? piece : `${line} ${piece}`;
  }
  return line === '' ? lines : [...lines, `${indent}${line}`];
};

/** Other domains that a domain's components reach, by kind of edge. */
const reached = ({ edges }: Catalog, domain: string): readonly string[] => {
  const of = (id: string): string => id.split('/')[0] ?? '';
  const counts = new Map<string, number>();
  for (const { from, to, kind } of edges) {
    if (of(from) !== domain || of(to) === domain || ['notifies', 'operates', 'mentions', 'releasedBy'].includes(kind))
      continue;
    const key = `${kind} ${of(to)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => `${key} (${count})`);
};

const domainLines = (catalog: Catalog, { id, owner, tier }: Component): readonly string[] => {
  const parts = catalog.components.filter(({ domain, type }) => domain === id && type !== 'domain');
  const leads = reached(catalog, id);
  return [
    `${id}  owner ${owner ?? 'nobody'}, tier ${tier ?? '?'}`,
    ...wrapped(typeCounts(parts)),
    ...(leads.length === 0 ? [] : wrapped(leads.map((one, index) => (index === 0 ? `-> ${one}` : one)))),
  ];
};

/** Every domain with its parts and what it depends on. */
export const showDomains = (catalog: Catalog, out: Terminal): void => {
  for (const domain of catalog.components.filter(({ type }) => type === 'domain'))
    for (const line of domainLines(catalog, domain)) out.line(line);
  const outside = catalog.components.filter(({ type }) => type === 'external').map(({ id }) => id);
  if (outside.length > 0) out.line('not ours');
  for (const line of wrapped(outside)) out.line(line);
};

export const showSummary = ({ catalog, digest, stacks, builtMs }: OpenCatalog, out: Terminal): void => {
  out.line(`Catalog ${digest.slice(0, 12)} of ${stacks} stacks, built in ${Math.round(builtMs)} ms.`);
  for (const line of wrapped(typeCounts(catalog.components))) out.line(line);
  for (const line of wrapped(kindCounts(catalog))) out.line(line);
  const loose = catalog.edges.filter(({ kind }) => kind === 'unresolved').length;
  out.line(`  ${catalog.events.length} types of event, ${catalog.rights.length} statements of rights`);
  out.line(`  ${loose} unresolved, ${catalog.strays.length} resources without a component`);
  out.line();
  showDomains(catalog, out);
};
