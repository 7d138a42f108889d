import { describe, expect, test } from '@jest/globals';
import { codeOf, importsOf, resolvedImport, type Source, sourcesOf } from './support/sources.ts';

/** `functions/ledger/store/keys.ts` imports `aws-cdk-lib` -> one line for the reader of a failure. */
const offences = (
  sources: readonly Source[],
  isAllowed: (target: string, source: Source, typeOnly: boolean) => boolean,
): readonly string[] =>
  sources.flatMap((source) =>
    importsOf(source)
      .filter((each) => !isAllowed(resolvedImport(source, each), source, each.typeOnly))
      .map((each) => `${source.path} imports ${each.from}`),
  );

const isPackage = (target: string): boolean => !/^(bin|lib|functions|local|test|bench|data|docs)\//.test(target);
const domainOf = (path: string): string => path.split('/')[1] ?? '';
const functions = sourcesOf('functions');

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
    const rank = { contract: 0, model: 1, store: 2, handlers: 3 } as const;
    const layerOf = (path: string) => path.split('/')[2] as keyof typeof rank | undefined;
    const downward = (target: string, source: Source): boolean => {
      const [from, to] = [layerOf(source.path), layerOf(target)];
      if (isPackage(target) || domainOf(target) === 'kernel' || domainOf(source.path) === 'kernel') return true;
      if (from === undefined || to === undefined || !(from in rank) || !(to in rank)) return true;
      return rank[to] <= rank[from];
    };
    expect(offences(functions, downward)).toEqual([]);
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
    expect(offences(deployed, (target) => !/^(test|bench|local|bin)\//.test(target))).toEqual([]);
  });
});
