import { describe, expect, test } from '@jest/globals';
import { toAsyncApi } from '../../../functions/catalog/model/exports/asyncapi.ts';
import { toBackstage } from '../../../functions/catalog/model/exports/backstage.ts';
import { drawnDomains, drawnParts } from '../../../functions/catalog/model/exports/drawn-graph.ts';
import { toDot, toMermaid } from '../../../functions/catalog/model/exports/pictures.ts';
import { toYaml } from '../../../functions/catalog/model/exports/yaml.ts';
import { CATALOG, DECLARED } from './support/two-domains.ts';

describe('pictures', () => {
  test('of the domains have an arrow for each kind, that says how many edges it stands for', () => {
    expect(toMermaid(drawnDomains(CATALOG))).toBe('flowchart LR\n  n0["a"]\n  n1["b"]\n  n1 -->|"calls"| n0\n');
  });

  test('of the parts leave no edge out: arrows say how many they stand for', () => {
    const { edges } = drawnParts(CATALOG);
    expect(edges.map(({ from, label, to }) => `${from} ${label} ${to}`)).toEqual([
      'a/api publishes 2 a/bus',
      'a/api reads a/store',
      'a/api writes a/store',
      'b/caller calls a/api',
    ]);
  });

  test('of one domain have its neighbours and nothing further away', () => {
    expect(drawnParts(CATALOG, 'b').nodes.map(({ id }) => id)).toEqual(['a/api', 'b/caller']);
  });

  test('in Graphviz’ language have a shape for each type, by domain', () => {
    const text = toDot(drawnParts(CATALOG, 'a'));
    expect(text).toContain('  subgraph "cluster_a" {\n    label="a";\n');
    expect(text).toContain('    "a/store" [label="store" shape=cylinder];\n');
    expect(text).toContain('  "a/api" -> "a/bus" [label="publishes 2"];\n');
  });

  test('are the same for the same catalog', () => {
    expect(toDot(drawnParts(CATALOG))).toBe(toDot(drawnParts(CATALOG)));
  });

  test('keep names that hold quotes inside of their quotes', () => {
    const node = { id: 'a"b', label: 'a"b', type: 'function', domain: '' } as const;
    expect(toMermaid({ nodes: [node], edges: [] })).toContain('["a#quot;b"]');
    expect(toDot({ nodes: [node], edges: [] })).toContain('"a\\"b" [label="a\\"b"');
  });
});

describe('AsyncAPI', () => {
  test('has a channel a type and an operation a producer, without the dialect of the schema', () => {
    const document = JSON.parse(toAsyncApi(CATALOG));
    expect(Object.keys(document.channels)).toEqual(['a.B', 'a.C']);
    expect(Object.values(document.operations)).toEqual([
      expect.objectContaining({ action: 'send', 'x-component': 'a/api' }),
      expect.objectContaining({ action: 'send', 'x-component': 'a/api' }),
    ]);
    expect(document.channels['a.B'].messages.event.payload.properties.data).toEqual({ type: 'object' });
  });

  test('of one domain has its events only', () => {
    expect(JSON.parse(toAsyncApi(CATALOG, 'b')).channels).toEqual({});
  });
});

describe('Backstage', () => {
  const text = toBackstage(CATALOG, DECLARED);
  const kinds = [...text.matchAll(/^kind: "(\w+)"$/gm)].map(([, kind]) => kind);

  test('has owners, domains as systems, functions as components and what they keep as resources', () => {
    const count = (kind: string): number => kinds.filter((one) => one === kind).length;
    expect([count('Group'), count('Domain'), count('System'), count('Component'), count('Resource')]).toEqual([
      2, 1, 2, 2, 2,
    ]);
  });

  test('has what hurts as dependencies, and the events that a function publishes as its API', () => {
    const api = text.split('---\n').find((one) => one.includes('name: "a-api"'));
    expect(api).toContain('  dependsOn:\n    - "resource:a-bus"\n    - "resource:a-store"\n');
    expect(api).toContain('  providesApis:\n    - "a-events"\n');
    expect(text).toContain('    - "component:a-api"\n');
  });
});

describe('YAML', () => {
  test('writes words as words, lists and maps as blocks, and leaves out what is undefined', () => {
    const value = { a: 'no', b: [1, { c: true, d: [] }, ['x']], 'e/f': { g: null }, h: undefined, i: '1.0' };
    expect(toYaml(value)).toBe('a: "no"\nb:\n  - 1\n  - c: true\n    d: []\n  - - "x"\n"e/f":\n  g: null\ni: "1.0"\n');
  });
});
