import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { synthesize } from '../../../bin/client/synthesis.ts';

/** Stands for the CDK app: an assembly with two files, the last of them after some moments. */
const APP = `
import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
const out = process.env.CDK_OUTDIR;
mkdirSync(out);
writeFileSync(out + '/asset', 'code');
await setTimeout(100 + Math.random() * 200);
writeFileSync(out + '/manifest.json', '{}');
`;

const HOUR_S = 3_600;

let project: string;
let cache: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'folio-synthesis-'));
  cache = join(project, 'node_modules', '.cache', 'folio');
  for (const name of ['bin', 'lib', 'functions']) mkdirSync(join(project, name));
  writeFileSync(join(project, 'bin/app.ts'), APP);
  writeFileSync(join(project, 'cdk.json'), '{}');
  writeFileSync(join(project, 'package-lock.json'), '{}');
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const ago = (name: string, seconds: number) => {
  const at = Date.now() / 1000 - seconds;
  utimesSync(join(cache, name), at, at);
};

describe('the assembly of a start', () => {
  /** It has begun to write when it comes to its end. */
  const BEGUN = "import { mkdirSync } from 'node:fs';\nmkdirSync(process.env.CDK_OUTDIR);\n";
  const app = (text: string) => writeFileSync(join(project, 'bin/app.ts'), BEGUN + text);
  const refused = (timeoutMs?: number) => synthesize(project, () => undefined, {}, timeoutMs);

  test.each([
    [
      'what it says where it fails',
      "console.error('wrong option'); process.exit(1);",
      undefined,
      /does not synthesize:\nwrong option$/,
    ],
    ['that it says nothing', 'process.exit(3);', undefined, /does not synthesize: it ended with 3 and no word\.$/],
    [
      'that it was ended by another',
      "process.kill(process.pid, 'SIGKILL');",
      undefined,
      /ended by SIGKILL, not by itself/,
    ],
    ['that it takes too long', 'setInterval(() => {}, 1000);', 500, /not synthesized within 0\.5 s/],
  ])('is refused with %s, and leaves nothing behind', async (_, text, timeoutMs, says) => {
    app(text);
    await expect(refused(timeoutMs)).rejects.toThrow(says);
    expect(readdirSync(cache)).toEqual([]);
  });

  test('is made once for the same code', async () => {
    let synths = 0;
    const made = await synthesize(project, () => (synths += 1));
    expect(await synthesize(project, () => (synths += 1))).toBe(made);
    expect(synths).toBe(1);
    expect(readFileSync(join(made, 'asset'), 'utf8')).toBe('code');
  });

  test('is not taken from under one who reads it by another who makes the same', async () => {
    const seen = new Set<number>();
    const made = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const assembly = await synthesize(project, () => undefined);
        seen.add(statSync(assembly).ino);
        expect(readdirSync(assembly)).toEqual(['asset', 'manifest.json']);
        return assembly;
      }),
    );
    expect(new Set(made).size).toBe(1);
    expect(seen.size).toBe(1);
    // Nothing is left of those that came too late.
    expect(readdirSync(cache)).toHaveLength(1);
  });

  test('is one of the five used last that are kept, and of what is in use none goes', async () => {
    mkdirSync(cache, { recursive: true });
    for (let index = 0; index < 6; index += 1) {
      mkdirSync(join(cache, `old-${index}`));
      ago(`old-${index}`, HOUR_S + index);
    }
    const made = await synthesize(project, () => undefined);
    expect(readdirSync(cache).sort()).toEqual(
      [made.slice(cache.length + 1), 'old-0', 'old-1', 'old-2', 'old-3'].sort(),
    );
    for (let index = 0; index < 4; index += 1) ago(`old-${index}`, 0);
    mkdirSync(join(cache, 'used-now'));
    writeFileSync(join(project, 'lib/changed.ts'), '');
    await synthesize(project, () => undefined);
    expect(readdirSync(cache)).toHaveLength(7);
  });
});
