import { describe, expect, test } from '@jest/globals';
import { codeOf, importsOf, resolvedImport, type Source, sourcesOf } from './support/sources.ts';

/** `functions/ledger/store/table/keys.ts` imports `aws-cdk-lib` -> one line for the reader of a failure. */
const offences = (
  sources: readonly Source[],
  isAllowed: (target: string, source: Source, typeOnly: boolean) => boolean,
): readonly string[] =>
  sources.flatMap((source) =>
    importsOf(source)
      .filter((each) => !isAllowed(resolvedImport(source, each), source, each.typeOnly))
      .map((each) => `${source.path} imports ${each.from}`),
  );

const isPackage = (target: string): boolean => !/^(bin|lib|functions|local|test|data|docs)\//.test(target);
const domainOf = (path: string): string => path.split('/')[1] ?? '';
const functions = sourcesOf('functions');

/** Allows an import inside of one domain that leads to a room of the same or a lower rank; a room without a rank fails. */
const downward =
  (depth: number, rank: Readonly<Record<string, number>>, concerns: (path: string) => boolean) =>
  (target: string, source: Source): boolean => {
    if (isPackage(target) || !concerns(target) || !concerns(source.path)) return true;
    if (domainOf(target) !== domainOf(source.path)) return true;
    const [from, to] = [source.path.split('/')[depth] ?? '', target.split('/')[depth] ?? ''];
    if (from.endsWith('.ts') || to.endsWith('.ts')) return true;
    return (rank[to] ?? Number.NaN) <= (rank[from] ?? Number.NaN);
  };

describe('imports', () => {
  test('are seen in every form that they are written in', () => {
    const text = [
      "import 'a';",
      "import { b,\n  type B } from 'b';",
      "import type { C } from './c.ts';",
      "import * as d from 'd';",
      "export { e } from 'e';",
      "const f = await import('f');",
      "// import 'g';",
      "import type H, { type I } from 'h';",
    ].join('\n');
    const seen = importsOf({ path: 'x/y.ts', text });
    expect(seen.map(({ from }) => from)).toEqual(['a', 'b', './c.ts', 'd', 'e', 'h', 'f']);
    expect(seen.filter(({ typeOnly }) => typeOnly).map(({ from }) => from)).toEqual(['./c.ts', 'h']);
  });

  test('of the kernel stay in the kernel', () => {
    const kernel = functions.filter(({ path }) => path.startsWith('functions/kernel/'));
    expect(kernel.length).toBeGreaterThan(10);
    expect(offences(kernel, (target) => isPackage(target) || target.startsWith('functions/kernel/'))).toEqual([]);
  });

  test('of functions know nothing of CDK', () => {
    expect(offences(functions, (target) => !/^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/.test(target))).toEqual([]);
  });

  test('of zod are of the whole namespace, the only form that esbuild can leave the unused half of zod out of', () => {
    const named = functions.filter((source) => /^import (?!type\b|\* as z\b).*from 'zod';$/m.test(codeOf(source)));
    expect(named.map(({ path }) => path)).toEqual([]);
  });

  test('of functions stay below functions/', () => {
    expect(offences(functions, (target) => isPackage(target) || target.startsWith('functions/'))).toEqual([]);
  });

  test('from one domain to another are types of its contract', () => {
    const crossing = (target: string, source: Source, typeOnly: boolean): boolean => {
      if (isPackage(target)) return true;
      const [from, to] = [domainOf(source.path), domainOf(target)];
      return to === from || to === 'kernel' || (typeOnly && target.startsWith(`functions/${to}/contract/`));
    };
    expect(offences(functions, crossing)).toEqual([]);
  });

  test('inside of a domain go from handlers to store to model, and never back', () => {
    const rank = { contract: 0, model: 1, kms: 2, 'http-client': 2, rails: 2, store: 3, handlers: 4 } as const;
    expect(
      offences(
        functions,
        downward(2, rank, (path) => domainOf(path) !== 'kernel'),
      ),
    ).toEqual([]);
  });

  test('between the rooms of a store go to the table, and from what runs later to what a call does', () => {
    const rank = { table: 0, queries: 1, commit: 2, relay: 3, jobs: 4 } as const;
    expect(
      offences(
        functions,
        downward(3, rank, (path) => path.split('/')[2] === 'store'),
      ),
    ).toEqual([]);
  });

  test('between the rooms of the kernel go from the triggers to the core', () => {
    const rank = {
      ...{ core: 0, values: 1, calendars: 2, formats: 2, aws: 2, idempotency: 3, http: 4, triggers: 5, standard: 6 },
    } as const;
    expect(
      offences(
        functions,
        downward(2, rank, (path) => domainOf(path) === 'kernel'),
      ),
    ).toEqual([]);
  });

  test('find every file of the kernel and of a store in a room', () => {
    const roomless = functions
      .map(({ path }) => path)
      .filter((path) => /^functions\/(kernel|(?!registry\/)[a-z-]+\/store)\/[^/]+\.ts$/.test(path));
    expect(roomless).toEqual([]);
  });

  test('of the infrastructure go from a domain to the platform, and from the platform to no domain', () => {
    const platform = sourcesOf('lib/platform');
    expect(platform.length).toBeGreaterThan(15);
    const allowed = (target: string): boolean =>
      isPackage(target) || target.startsWith('lib/platform/') || target.startsWith('functions/kernel/');
    expect(offences(platform, allowed)).toEqual([]);
  });

  test('of one domain of the infrastructure lead to no other, composition and the document of the whole API aside', () => {
    const domains = sourcesOf('lib').filter(
      ({ path }) => path.split('/').length === 3 && domainOf(path) !== 'platform',
    );
    const allowed = (target: string, source: Source): boolean => {
      if (isPackage(target) || target.startsWith('lib/platform/') || target.startsWith('functions/kernel/'))
        return true;
      if (target.startsWith('lib/')) return domainOf(target) === domainOf(source.path);
      return domainOf(target) === domainOf(source.path) || target.includes('/contract/');
    };
    expect(offences(domains, allowed)).toEqual([]);
  });

  test('of what is deployed never lead to tests, benchmarks, tools or the local cloud', () => {
    const deployed = [...functions, ...sourcesOf('lib')];
    expect(offences(deployed, (target) => !/^(test|local|bin)\//.test(target))).toEqual([]);
  });

  test('of benchmarks are of their command alone', () => {
    const others = sourcesOf('bin').filter(
      ({ path }) => path !== 'bin/commands/bench.ts' && !path.startsWith('bin/bench/'),
    );
    expect(offences(others, (target) => !target.startsWith('bin/bench/'))).toEqual([]);
  });

  test('lead from no file back to itself, types included', () => {
    const sources = sourcesOf('bin', 'lib', 'functions', 'local');
    const targets = new Map(
      sources.map((source) => [source.path, importsOf(source).map((each) => resolvedImport(source, each))]),
    );
    const [done, circles] = [new Set<string>(), new Set<string>()];
    const follow = (path: string, way: readonly string[]): void => {
      const from = way.indexOf(path);
      if (from >= 0) circles.add([...way.slice(from), path].join(' -> '));
      if (from >= 0 || done.has(path)) return;
      for (const target of targets.get(path) ?? []) follow(target, [...way, path]);
      done.add(path);
    };
    for (const path of targets.keys()) follow(path, []);
    expect([...circles]).toEqual([]);
  });
});
