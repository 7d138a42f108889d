import { describe, expect, test } from '@jest/globals';
import { present } from '../../../functions/kernel/core/assert.ts';
import { ownerOf, uploadKey } from '../../../functions/payments/model/file.ts';
import { fileAfter, fileOfCutOff, receivedFile } from '../../../functions/payments/model/new-file.ts';
import { sepaRail } from '../../../functions/payments/rails/sepa/sepa-rail.ts';
import { fitting } from '../../../functions/payments/store/jobs/files/fill.ts';

const of = { tenant: 'acme', rail: 'sepa' };
const files = present(sepaRail.describe.files, 'SEPA goes by files');
const who = { name: 'Example GmbH', iban: 'DE75512108001245126199' };
const at = (text: string): number => Date.parse(text);
const HOUR = 3_600_000;

describe('the file of a cut-off', () => {
  test('is one, by an id that follows from it, for the day of the cut-off', () => {
    const cut = at('2026-11-23T13:00:00Z');
    const file = fileOfCutOff(of, files, who, cut, cut + 30_000);
    expect(file).toMatchObject({ day: '2026-11-23', before: cut, state: 'filling' });
    expect(fileOfCutOff(of, files, who, cut, cut + 50_000).id).toBe(file.id);
    expect(fileOfCutOff({ ...of, tenant: 'other' }, files, who, cut, cut).id).not.toBe(file.id);
    expect(fileOfCutOff(of, files, who, cut + 1, cut + 1).id).not.toBe(file.id);
  });

  test('that nobody looked at for days is for the next day of the bank, and takes what has come since', () => {
    const cut = at('2026-12-23T13:00:00Z');
    const now = at('2026-12-25T09:00:00Z');
    expect(fileOfCutOff(of, files, who, cut, now)).toMatchObject({ day: '2026-12-28', before: now });
    expect(fileOfCutOff(of, files, who, cut, cut + HOUR)).toMatchObject({ day: '2026-12-23', before: cut });
  });

  test('goes on where it is full in a file of its own, for the same day', () => {
    const cut = at('2026-11-23T13:00:00Z');
    const full = { ...fileOfCutOff(of, files, who, cut, cut), count: 100_000, pages: 1_042, sum: 1n };
    const after = fileAfter(full, files, cut + 1);
    expect(after).toMatchObject({ day: full.day, before: full.before, count: 0, sum: 0n, pages: 0, state: 'filling' });
    expect(after.id).not.toBe(full.id);
  });
});

test('a bank’s file is its content, whatever it is called', () => {
  const made = (key: string, sha256: string) =>
    receivedFile(of, { key, sha256, objectVersion: undefined, by: 'inbox', createdAt: 1, bytes: 1 }).id;
  expect(made('acme/sepa/a.xml', 'aa')).toBe(made('acme/sepa/b.xml', 'aa'));
  expect(made('acme/sepa/a.xml', 'aa')).not.toBe(made('acme/sepa/a.xml', 'ab'));
});

test('an object of the inbox is of the tenant and the rail that it lies below, or of nobody', () => {
  expect(ownerOf(uploadKey('acme', 'sepa', 'a'.repeat(64)))).toEqual(of);
  expect(ownerOf('acme/sepa/folder/a name.xml')).toEqual(of);
  for (const key of ['acme', 'acme/sepa', 'acme/sepa/', '/sepa/a', 'acme//a', 'acme/SEPA/a', 'a#b/sepa/x'])
    expect([key, ownerOf(key)]).toEqual([key, undefined]);
});

test('a file has room for what comes to its greatest sum exactly, and for nothing above it', () => {
  const payments = [3n, 4n, 3n, 1n].map((amount) => ({ amount }));
  const room = (sum: bigint, sumMax: bigint) => fitting({ sum }, payments, sumMax).length;
  expect([room(0n, 11n), room(0n, 10n), room(0n, 9n), room(0n, 2n)]).toEqual([4, 3, 2, 0]);
  expect([room(5n, 12n), room(5n, 11n), room(5n, 7n)]).toEqual([2, 1, 0]);
});
