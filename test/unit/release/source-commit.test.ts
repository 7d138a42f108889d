import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { sourceCommit } from '../../../lib/platform/source-commit.ts';

let dir: string;
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', dir, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
    encoding: 'utf8',
  });
const write = (file: string, text: string): void => writeFileSync(join(dir, file), text);
const commit = (): string => {
  git('add', '-A');
  git('commit', '-q', '-m', 'a change');
  return git('rev-parse', 'HEAD').trim();
};

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'folio-commit-'));
  for (const folder of ['bin', 'lib', 'functions', 'docs']) mkdirSync(join(dir, folder));
  for (const file of ['bin/app.ts', 'lib/a.ts', 'functions/b.ts', 'cdk.json', 'package-lock.json']) write(file, '{}');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the commit of what is deployed', () => {
  test('is the last one that changed it, whatever was committed beside it since', () => {
    git('init', '-q');
    const first = commit();
    expect(sourceCommit(dir)).toBe(first);
    write('docs/notes.md', 'nothing of it is deployed');
    expect(sourceCommit(dir)).toBe(first);
    expect(commit()).not.toBe(first);
    expect(sourceCommit(dir)).toBe(first);
    write('lib/a.ts', '1');
    expect(sourceCommit(dir)).toBe(`${first}-dirty`);
    expect(sourceCommit(dir)).not.toBe(commit());
  });

  test('is marked where a file of it is known to nobody yet, and is another one once it is committed', () => {
    git('init', '-q');
    const first = commit();
    write('functions/new.ts', '1');
    expect(sourceCommit(dir)).toBe(`${first}-dirty`);
    expect(commit()).toBe(sourceCommit(dir));
  });

  test("is nobody else's: none without a checkout, in a folder of another one, or before the first commit", () => {
    expect(sourceCommit(dir)).toBeUndefined();
    git('init', '-q');
    expect(sourceCommit(dir)).toBeUndefined();
    commit();
    expect(sourceCommit(join(dir, 'lib'))).toBeUndefined();
  });
});
