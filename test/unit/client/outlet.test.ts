import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { outletTo } from '../../../bin/client/outlet.ts';

/** A stream that takes so many writes and fails with the code from then on. */
const failing = (code: string, after: number) => {
  const taken: string[] = [];
  const stream = new Writable({
    autoDestroy: false,
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      if (taken.length >= after) return done(Object.assign(new Error(code), { code }));
      taken.push(chunk);
      done();
    },
  });
  return { taken, outlet: outletTo(stream as unknown as NodeJS.WriteStream) };
};

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('an outlet', () => {
  test('hands on what is written', async () => {
    const { outlet, taken } = failing('EPIPE', 9);
    outlet.write('a');
    outlet.write('b');
    await soon();
    expect(taken).toEqual(['a', 'b']);
    expect([outlet.lost(), outlet.readerGone.aborted]).toEqual([undefined, false]);
  });

  test.each(['EPIPE', 'ECONNRESET'])('whose reader has gone (%s) says so, and loses what comes then', async (code) => {
    const { outlet, taken } = failing(code, 1);
    for (const text of ['a', 'b', 'c']) outlet.write(text);
    await soon();
    outlet.write('d');
    await soon();
    expect(taken).toEqual(['a']);
    expect([outlet.lost(), outlet.readerGone.aborted]).toEqual(['EPIPE', true]);
  });

  test.each(['ENOSPC', 'EIO'])('that cannot be written to (%s) says why; its reader is still there', async (code) => {
    const { outlet } = failing(code, 0);
    outlet.write('a');
    await soon();
    expect([outlet.lost(), outlet.readerGone.aborted]).toEqual([code, false]);
  });

  test('whose reader stands still keeps no more than a limit', () => {
    const stream = new PassThrough();
    const outlet = outletTo(stream as unknown as NodeJS.WriteStream);
    const megabyte = 'x'.repeat(1024 * 1024);
    for (let count = 0; count < 40; count += 1) outlet.write(megabyte);
    expect(stream.writableLength + stream.readableLength).toBeLessThan(20 * 1024 * 1024);
  });
});
