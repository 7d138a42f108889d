import type { ComponentType } from '../../contract/component-types.ts';
import type { Drawn, DrawnNode } from './drawn-graph.ts';

/** Shapes tell the types apart, so that nothing hangs on colour. */
const DOT_SHAPES: Partial<Record<ComponentType, string>> = {
  function: 'box',
  table: 'cylinder',
  bucket: 'folder',
  queue: 'cds',
  bus: 'hexagon',
  schedule: 'oval',
  rule: 'diamond',
  domain: 'component',
  unresolved: 'octagon',
};

const MERMAID_SHAPES: Partial<Record<ComponentType, readonly [string, string]>> = {
  table: ['[(', ')]'],
  bucket: ['[(', ')]'],
  queue: ['[[', ']]'],
  bus: ['{{', '}}'],
  schedule: ['([', '])'],
  rule: ['{', '}'],
};

const byDomain = (nodes: readonly DrawnNode[]): readonly (readonly [string, readonly DrawnNode[]])[] =>
  [...new Set(nodes.map(({ domain }) => domain))].map((domain) => [
    domain,
    nodes.filter((one) => one.domain === domain),
  ]);

/** Graphviz' language: https://graphviz.org/doc/info/lang.html */
export const toDot = ({ nodes, edges }: Drawn): string => {
  const text = (value: string): string => JSON.stringify(value);
  const node = ({ id, label, type }: DrawnNode): string =>
    `${text(id)} [label=${text(label)} shape=${DOT_SHAPES[type] ?? 'box3d'}];`;
  const groups = byDomain(nodes).flatMap(([domain, members]) =>
    domain === ''
      ? members.map((one) => `  ${node(one)}`)
      : [
          `  subgraph ${text(`cluster_${domain}`)} {`,
          `    label=${text(domain)};`,
          ...members.map((one) => `    ${node(one)}`),
          '  }',
        ],
  );
  const arrows = edges.map(({ from, to, label }) => `  ${text(from)} -> ${text(to)} [label=${text(label)}];`);
  return ['digraph folio {', '  rankdir=LR;', ...groups, ...arrows, '}', ''].join('\n');
};

/** Mermaid's flowcharts: https://mermaid.js.org/syntax/flowchart.html. Names are free text there, ids are not. */
export const toMermaid = ({ nodes, edges }: Drawn): string => {
  const ids = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const label = (value: string): string => `"${value.replaceAll('"', '#quot;')}"`;
  const node = ({ id, label: name, type }: DrawnNode): string => {
    const [open, close] = MERMAID_SHAPES[type] ?? ['[', ']'];
    return `${ids.get(id)}${open}${label(name)}${close}`;
  };
  const groups = byDomain(nodes).flatMap(([domain, members], index) =>
    domain === ''
      ? members.map((one) => `  ${node(one)}`)
      : [`  subgraph g${index}[${label(domain)}]`, ...members.map((one) => `    ${node(one)}`), '  end'],
  );
  const arrows = edges.map(({ from, to, label: name }) => `  ${ids.get(from)} -->|${label(name)}| ${ids.get(to)}`);
  return ['flowchart LR', ...groups, ...arrows, ''].join('\n');
};
