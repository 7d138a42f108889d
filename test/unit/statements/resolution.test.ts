import { describe, expect, test } from '@jest/globals';
import { civilDate } from '../../../functions/kernel/values/civil-date.ts';
import { freshResolution, needsApproval } from '../../../functions/statements/model/bank/new-resolution.ts';
import type { NamedBreak, Reconciled } from '../../../functions/statements/model/bank/reconciled.ts';
import {
  approved,
  begun,
  bookedBy,
  RESOLUTIONS_MAX,
  type Resolution,
  undone,
} from '../../../functions/statements/model/bank/resolution.ts';

const ON = civilDate(2026, 1, 2);
const found = (approvalFrom: bigint) =>
  ({
    account: { tenant: 'acme', id: 'ba_1', account: 'mirror', approvalFrom },
    matches: [{ kind: 'match', rule: 'end-to-end-id', reason: '', bank: ['m'], ledger: ['n'], amount: 1n }],
    lines: new Map([
      ['b', { id: 'b', amount: 100n }],
      ['c', { id: 'c', amount: -40n }],
      ['m', { id: 'm', amount: 1n }],
    ]),
    entries: new Map([
      ['l', { id: 'l', amount: 60n }],
      ['k', { id: 'k', amount: 100n }],
      ['n', { id: 'n', amount: 1n }],
    ]),
  }) as unknown as Reconciled;
const broken = { id: 'brk_1', is: 'missing-here', bank: 'b', difference: 100n, on: ON } as unknown as NamedBreak;
const wanted = { how: 'accept', reason: 'Known.' } as const;
const deed = (by: string) => ({ by, at: 1, reason: 'Known.' });
const fresh = freshResolution(found(0n), broken, wanted);

describe('what is wanted of a break', () => {
  const made = (more: Parameters<typeof freshResolution>[2]) => freshResolution(found(0n), broken, more);
  const why = (more: Parameters<typeof freshResolution>[2]) => () => made(more);

  test.each([
    [{ how: 'accept' }, /accept gives a reason/],
    [{ how: 'book' }, /book names the account/],
    [{ how: 'book', against: 'mirror' }, /another account than the one that mirrors/],
    [{ how: 'match' }, /names the lines and entries/],
    [{ how: 'match', with: ['k', 'm'] }, /in a match already/],
    [{ how: 'match', with: ['k', 'nobody'] }, /no line and no entry/],
    [{ how: 'match', with: ['l'] }, /The lines come to 100 minor units, the entries to 60/],
  ] as const)('is refused where it does not fit: %j', (more, detail) => expect(why(more)).toThrow(detail));

  test('is matched with each line and entry once, on its own side, the own line first', () => {
    expect(made({ how: 'match', with: ['k', 'k', 'b'] })).toMatchObject({ bank: ['b'], ledger: ['k'] });
    expect(made({ how: 'match', with: ['l', 'c'] })).toMatchObject({ bank: ['b', 'c'], ledger: ['l'] });
  });

  test('names the other account only where it is booked', () => {
    expect(made({ how: 'book', against: '@fees' })).toMatchObject({ against: '@fees', bank: ['b'], ledger: [] });
    expect(made({ how: 'match', with: ['k'], against: '@fees' })).toMatchObject({ against: undefined });
  });
});

describe('another client has to agree', () => {
  const needs = (approvalFrom: bigint, more: Parameters<typeof freshResolution>[2], one = broken) =>
    needsApproval(found(approvalFrom), freshResolution(found(approvalFrom), one, more));

  test('from the amount of the account on, whichever way the difference goes', () => {
    expect([needs(100n, wanted), needs(101n, wanted)]).toEqual([true, false]);
    const less = { ...broken, difference: -100n } as NamedBreak;
    expect([needs(100n, wanted, less), needs(101n, wanted, less)]).toEqual([true, false]);
  });

  test('to a match by what is matched on the side that has more, not by what is left of it', () => {
    const match = { how: 'match', with: ['l', 'c'] } as const;
    expect([needs(140n, match), needs(141n, match)]).toEqual([true, false]);
  });
});

describe('a resolution', () => {
  const proposed = (how: Resolution['how'] = 'accept') => begun(undefined, { ...fresh, how }, deed('cli_1'), true);

  test('is active at once, is booked first where it is to be, and waits where another has to agree', () => {
    expect(begun(undefined, fresh, deed('cli_1'), false)).toMatchObject({ state: 'active', attempt: 1, version: 1 });
    expect(begun(undefined, { ...fresh, how: 'book' }, deed('cli_1'), false).state).toBe('booking');
    expect(proposed()).toMatchObject({ state: 'proposed', history: [{ deed: 'proposed', by: 'cli_1' }] });
  });

  test('is agreed to by another client than the one that proposed it, once', () => {
    const agreed = approved(proposed(), 'cli_2', 2);
    expect(agreed).toMatchObject({ state: 'active', history: [{}, { deed: 'approved', by: 'cli_2', at: 2 }] });
    expect(approved(proposed('book'), 'cli_2', 2).state).toBe('booking');
    expect(() => approved(proposed(), 'cli_1', 2)).toThrow(/another one approves it/);
    expect(() => approved(agreed, 'cli_3', 3)).toThrow(/nothing to approve/);
    expect(() => approved(proposed(), 'cli_2', 2, 2)).toThrow(/something else is proposed/);
  });

  test('that was proposed anew is not agreed to by who proposed it the second time, but by who did the first', () => {
    const again = begun(undone(proposed(), 'cli_1', 2, 'No.'), fresh, deed('cli_2'), true);
    expect(again).toMatchObject({ attempt: 2, version: 3 });
    expect(() => approved(again, 'cli_2', 3)).toThrow(/another one approves it/);
    expect(approved(again, 'cli_1', 3, 2).state).toBe('active');
  });

  test('keeps what was booked of it, and what took that back', () => {
    const booked = bookedBy(approved(proposed('book'), 'cli_2', 2), 'txn_1');
    expect(booked).toMatchObject({ state: 'active', transactions: ['txn_1'], version: 3 });
    expect(undone(booked, 'cli_1', 3, 'No.', 'txn_2')).toMatchObject({
      ...{ state: 'undone', transactions: ['txn_1', 'txn_2'], version: 4 },
    });
  });

  test('is not begun beside another, and not undone twice nor while it is booked', () => {
    expect(() => begun(proposed(), fresh, deed('cli_1'), true)).toThrow(/has a resolution already/);
    expect(() => undone(undone(proposed(), 'cli_1', 2, 'No.'), 'cli_1', 3, 'No.')).toThrow(/nothing to undo/);
    expect(() => undone(approved(proposed('book'), 'cli_2', 2), 'cli_1', 3, 'No.')).toThrow(/is being booked/);
  });

  test('ends after a hundred deeds', () => {
    let one = begun(undefined, fresh, deed('cli_1'), false);
    for (let deeds = 1; deeds < RESOLUTIONS_MAX; deeds += 1)
      one = one.state === 'undone' ? begun(one, fresh, deed('cli_1'), false) : undone(one, 'cli_1', 2, 'No.');
    expect(one.history).toHaveLength(RESOLUTIONS_MAX);
    expect(() => begun(one, fresh, deed('cli_1'), false)).toThrow(/at most 100 times/);
  });
});
