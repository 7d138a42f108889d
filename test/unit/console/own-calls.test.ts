import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');
const sources = globSync('console/**/*.{ts,tsx}', { cwd: ROOT }).map((path) => ({
  path: path.replaceAll('\\', '/'),
  text: readFileSync(join(ROOT, path), 'utf8'),
}));

const naming = (pattern: RegExp): readonly string[] =>
  sources.filter(({ text }) => pattern.test(text.replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, ''))).map(({ path }) => path);

describe('the sources of the console', () => {
  test('call the API by the typed client, which one file makes', () => {
    expect(sources.length).toBeGreaterThan(30);
    expect(naming(/\bfetch\(|XMLHttpRequest|EventSource|WebSocket|sendBeacon/)).toEqual(['console/data/session.ts']);
  });

  test('reach no storage, no cookie and no markup from text', () => {
    expect(naming(/localStorage|sessionStorage|indexedDB|\.cookie\b|caches\.|innerHTML|dangerouslySet/)).toEqual([]);
  });
});
