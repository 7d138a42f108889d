import { GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import type { Reconciled } from '../../../functions/statements/model/bank/reconciled.ts';
import { keepFindings } from '../../../functions/statements/store/commit/reconcile.ts';
import { clockOf } from '../../support/clock.ts';

const DAY = '2026-01-05';

/** What is written of findings without matches and breaks, where so much is kept: nothing, or what is proved then, and how many events. */
const written = async (isProved: boolean, proved: string | undefined) => {
  const kept: Item = { v: { N: '1' }, told: { S: '[]' }, days: { S: '{}' } };
  const puts: Item[] = [];
  const send = async (command: object) => {
    if (command instanceof GetItemCommand)
      return { Item: proved === undefined ? kept : { ...kept, proved: { S: proved } } };
    if (command instanceof TransactWriteItemsCommand)
      for (const { Put } of command.input.TransactItems ?? []) puts.push((Put?.Item ?? {}) as Item);
    return {};
  };
  const found = {
    account: { tenant: 'acme', id: 'ba_1', currency: 'EUR' },
    proof: { to: DAY, bankClosing: 1n, ledgerClosing: 1n },
    ...{ proved: isProved, matches: [], breaks: [], lines: new Map(), entries: new Map() },
  } as unknown as Reconciled;
  const store = { dynamo: { send }, table: 't', clock: clockOf(() => 0), random: {} } as never;
  await keepFindings(store, found, 'r-1');
  const [item, ...events] = puts;
  return item === undefined ? 'nothing' : [item.proved?.S, events.length];
};

describe('the proof of a day', () => {
  test('is told once, and kept', async () => {
    expect(await written(true, undefined)).toEqual([DAY, 1]);
    expect(await written(true, '2026-01-04')).toEqual([DAY, 1]);
    expect(await written(true, DAY)).toBe('nothing');
  });

  test('is taken back where it does not hold any more, without a word, so that it is told again', async () => {
    expect(await written(false, DAY)).toEqual([undefined, 0]);
    expect(await written(false, undefined)).toBe('nothing');
    // What was proved of an earlier day stays.
    expect(await written(false, '2026-01-04')).toBe('nothing');
  });
});
