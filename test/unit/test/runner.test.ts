import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { restoreEnvironment } from '../../runner/environment.ts';
import { restoreGlobals } from '../../runner/globals.ts';
import { keptInWorker } from '../../runner/kept.ts';
import { loadTests } from '../../runner/modules.ts';
import { LOADED } from './loaded.ts';

describe('a worker that goes from one test file to the next', () => {
  test('evaluates modules below test anew, and sources once', async () => {
    const { times } = LOADED;
    for (let more = 1; more <= 2; more += 1) {
      await loadTests(join(import.meta.dirname, 'loading.ts'));
      expect(LOADED.times).toBe(times + more);
    }
    expect(new Set(LOADED.sources).size).toBe(1);
  });

  test('keeps what is made for all of them', () => {
    const made = { by: 'a test of the runner' };
    expect(keptInWorker(made.by, () => made)).toBe(made);
    expect(keptInWorker(made.by, () => ({ ...made }))).toBe(made);
    expect(keptInWorker(`${made.by}, another`, () => 1)).toBe(1);
  });

  test('puts back what was set, changed and taken away in the environment', () => {
    const before = { ...process.env };
    Object.assign(process.env, { FOLIO_TEST_SET: '1', PATH: '/changed' });
    delete process.env.HOME;
    restoreEnvironment(before);
    expect({ ...process.env }).toEqual(before);
  });

  test('puts back what was spied on, and time', () => {
    const { now } = Date;
    const { setTimeout: wait } = globalThis;
    jest.spyOn(Date, 'now').mockReturnValue(1);
    jest.useFakeTimers();
    expect([Date.now === now, globalThis.setTimeout === wait]).toEqual([false, false]);
    restoreGlobals();
    expect([Date.now === now, globalThis.setTimeout === wait]).toEqual([true, true]);
  });
});
