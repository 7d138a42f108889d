import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { OPTIONS_OF_DEPLOYMENTS, OPTIONS_OF_STAGES } from '../../lib/platform/options.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Tags of resources, not options; `folio:domain` is the name of both. */
const TAGS: ReadonlySet<string> = new Set(['folio:owner', 'folio:tier', 'folio:runbook', 'folio:data']);

describe('the options of a deployment', () => {
  test('are all in the guide to deploying, and the guide has no other', () => {
    const listed = 'lib/platform/options.ts';
    const files = [...globSync('lib/**/*.ts', { cwd: root }), 'bin/app.ts'].filter((path) => path !== listed);
    const sources = files.map(read).join('\n');
    const named = [...sources.matchAll(/'(folio:[a-z-]+)'/g)].map(([, key]) => key ?? '');
    const known = [...new Set(named)].filter((key) => !TAGS.has(key)).sort();
    const told = [...read('docs/DEPLOYING.md').matchAll(/^\| `(folio:[a-z-]+)` \|/gm)].map(([, key]) => key ?? '');
    expect(known.length).toBeGreaterThan(10);
    expect([...told].sort()).toEqual(known);
    expect([...OPTIONS_OF_STAGES, ...OPTIONS_OF_DEPLOYMENTS].sort()).toEqual(known);
  });
});
