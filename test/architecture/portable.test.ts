import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { codeOf, ROOT, sourcesOf } from './support/sources.ts';

interface Locked {
  readonly optional?: boolean;
  readonly os?: string | readonly string[];
  readonly cpu?: string | readonly string[];
  readonly dev?: boolean;
}

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Machines that a laptop may be. */
const MACHINES = ['linux x64', 'linux arm64', 'darwin x64', 'darwin arm64', 'win32 x64', 'win32 arm64'];

/** `@scope/tool` of `@scope/tool-linux-x64`: what stands before the name of a platform. */
const toolOf = (path: string): string =>
  path
    .replace(/^.*node_modules\//, '')
    .replace(
      /[-/@]?(linux|darwin|win32|windows|win-|freebsd|android|openbsd|netbsd|sunos|aix|openharmony|wasm32).*$/,
      '',
    );

const ofPlatform = Object.entries(packages).filter(([, { os, cpu }]) => os !== undefined || cpu !== undefined);

describe('what a machine needs', () => {
  test('packages of one platform belong to tools that have one for every machine', () => {
    const machines = new Map<string, Set<string>>();
    for (const [path, { os = [], cpu = [] }] of ofPlatform) {
      const tool = toolOf(path);
      const known = machines.get(tool) ?? new Set<string>();
      for (const system of [os].flat()) for (const processor of [cpu].flat()) known.add(`${system} ${processor}`);
      machines.set(tool, known);
    }
    expect(machines.size).toBeGreaterThan(0);
    const missing = [...machines].flatMap(([tool, known]) =>
      MACHINES.filter((machine) => !known.has(machine)).map((machine) => `${tool} has nothing for ${machine}`),
    );
    // fsevents only tells changes of files; where no `node` of the lockfile is for the machine, its own Node runs everything.
    expect(missing.filter((line) => !/^(fsevents|node) has nothing/.test(line))).toEqual([]);
  });

  test('is no optional package of one platform that the code names', () => {
    const named = sourcesOf('bin', 'lib', 'functions', 'local').filter((source) =>
      /node_modules\/|process\.arch|@\w+\/(linux|darwin|win32)/.test(codeOf(source)),
    );
    expect(named.map(({ path }) => path)).toEqual([]);
  });

  test('of the store is Node alone: no process is started and no binary looked for', () => {
    const sources = sourcesOf('local/dynamodb', 'local/store');
    expect(sources.length).toBeGreaterThan(30);
    expect(
      sources.filter((source) => /child_process|\bspawn\b|createRequire/.test(codeOf(source))).map(({ path }) => path),
    ).toEqual([]);
    const imported = sources.flatMap((source) =>
      [...codeOf(source).matchAll(/from '([^.][^']*)'/g)].map(([, from]) => from),
    );
    expect(imported.filter((from) => from?.startsWith('node:') !== true)).toEqual([]);
  });

  test('of the engine is nothing of the rest of the local cloud', () => {
    const outside = sourcesOf('local/dynamodb').flatMap(({ path, text }) =>
      [...text.matchAll(/from '((?:\.\.?\/)+[^']*)'/g)]
        .map(([, from = '']) => join(path, '..', from))
        .filter((target) => !target.startsWith('local/dynamodb/'))
        .map((target) => `${path} imports ${target}`),
    );
    expect(outside).toEqual([]);
  });
});
