import { describe, expect, test } from '@jest/globals';
import { type FilesFigures, filesAims, filesBench, filesTable } from '../../bin/bench/files/files-bench.ts';
import { isReached } from '../../bin/bench/targets.ts';

const figures = (change: Partial<FilesFigures> = {}): FilesFigures => {
  const one = { name: 'a file', items: 100_000, ms: 9_000, peakMegabytes: 200, perSecond: 11_000 };
  const peer = { ...one, items: 10_000, perSecond: 5_000 };
  return { writeSepa: one, writeAch: one, readReport: one, readAch: one, peerWrites: peer, peerReads: peer, ...change };
};

describe('the bench of files', () => {
  test('runs each of its files, ours and the peers’, and counts what came', async () => {
    const measured = await filesBench({ ours: 300, peers: 200 });
    expect(Object.values(measured).map(({ items }) => items)).toEqual([300, 300, 300, 300, 200, 200]);
    for (const { name, perSecond, peakMegabytes } of Object.values(measured)) {
      expect([name, perSecond > 0, peakMegabytes > 10]).toEqual([name, true, true]);
      expect(filesTable(measured)).toContain(name);
    }
    expect(filesAims(measured)).toHaveLength(10);
  }, 120_000);

  test('misses at more than 10 s, more than 256 MB, and under twice a peer', () => {
    expect(filesAims(figures()).every(isReached)).toBe(true);
    const { writeSepa } = figures();
    const missed = (change: Partial<FilesFigures>) =>
      filesAims(figures(change)).filter((aim) => !isReached(aim)).length;
    expect(missed({ writeSepa: { ...writeSepa, ms: 10_001 } })).toBe(1);
    expect(missed({ readAch: { ...writeSepa, peakMegabytes: 257 } })).toBe(1);
    expect(missed({ peerReads: { ...writeSepa, perSecond: 5_501 } })).toBe(1);
  });
});
