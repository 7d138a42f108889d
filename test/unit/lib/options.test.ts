import { describe, expect, test } from '@jest/globals';
import type { Construct } from 'constructs';
import { contextFlag } from '../../../lib/platform/context-flag.ts';
import { contextNumber } from '../../../lib/platform/context-number.ts';
import { despiteAlarms } from '../../../lib/platform/despite-alarms.ts';
import { checkReservations, reservedConcurrency } from '../../../lib/platform/reserved-concurrency.ts';
import { audienceOf, metricNamespace, prefixOf, stageOf } from '../../../lib/platform/stage.ts';
import { tenantBudget } from '../../../lib/platform/tenant-budget.ts';
import { unasked } from '../../../lib/platform/unasked.ts';

/** A construct as far as options ask it: what the CDK context says. */
const saying = (context: Readonly<Record<string, unknown>>): Construct =>
  ({ node: { tryGetContext: (key: string) => context[key] } }) as never;

describe('an option', () => {
  test('that is a number is whole and within its bounds, both included; without a word there is none', () => {
    const read = (said: unknown) => contextNumber(saying({ k: said }), 'k', { least: 10, most: 100 });
    expect([read('10'), read(100), read(undefined), read('')]).toEqual([10, 100, undefined, undefined]);
    for (const bad of [9, 101, '1e1', '10.5', '-10', 'x', ' 10', true, '1'.repeat(10)])
      expect(() => read(bad)).toThrow('must be a whole number from 10 to 100');
  });

  test('that says yes or no says it by true or false, and no where it says nothing', () => {
    const read = (said: unknown) => contextFlag(saying({ k: said }), 'k');
    expect([read(true), read('true'), read(false), read('false'), read(undefined)]).toEqual([
      ...[true, true, false, false, false],
    ]);
    for (const bad of ['', 'yes', 1, null]) expect(() => read(bad)).toThrow('must be true or false');
    expect(despiteAlarms(saying({ 'folio:despite-alarms': 'true' }))).toBe(true);
    expect([unasked(saying({ 'folio:unasked': 'true' })), unasked(saying({}))]).toEqual([true, false]);
  });

  test('that limits tenants is a number without a leading zero, or off, and 300 where nobody says', () => {
    const read = (said: unknown) => tenantBudget(saying({ 'folio:tenant-budget': said }));
    expect([read(undefined), read('off'), read(1), read('9999999')]).toEqual(['300', 'off', '1', '9999999']);
    for (const bad of ['0', '010', '10000000', '', 'none', '-1', '1.5'])
      expect(() => read(bad)).toThrow('items a second');
  });
});

describe('a stage', () => {
  const stage = (name: unknown) => saying({ 'folio:stage': name });

  test('begins every name, and is the end of whom its tokens are for; the main deployment has none', () => {
    const all = (scope: Construct) => [stageOf(scope), prefixOf(scope), metricNamespace(scope), audienceOf(scope)];
    expect(all(stage('dev'))).toEqual(['dev', 'dev-', 'dev-Folio', 'folio-dev']);
    expect(all(stage(undefined))).toEqual([undefined, '', 'Folio', 'folio']);
    expect(all(stage(''))).toEqual([undefined, '', 'Folio', 'folio']);
  });

  test('has 1 to 16 small letters and digits, a letter first, and no name that means something else', () => {
    expect([stageOf(stage('a')), stageOf(stage(`a${'1'.repeat(15)}`))]).toEqual(['a', `a${'1'.repeat(15)}`]);
    for (const bad of ['1a', 'Dev', 'de-v', `a${'1'.repeat(16)}`, 7, 'dev '])
      expect(() => stageOf(stage(bad))).toThrow();
    for (const bad of ['aws1', 'amazon', 'ssmx', 'main', 'folio']) expect(() => stageOf(stage(bad))).toThrow();
    expect(stageOf(stage('maine'))).toBe('maine');
  });
});

describe('runs that are kept for a function', () => {
  const kept = (said: unknown) => saying({ 'folio:reserved-concurrency': said });
  const of = (said: unknown, domain: string, name: string | undefined) =>
    reservedConcurrency(kept(said), domain, name === undefined ? undefined : ({ name } as never));

  test('are those that its domain and its name are said with, and none of another', () => {
    const said = 'identity/api=50, ledger/api=200';
    expect([of(said, 'identity', 'api'), of(said, 'ledger', 'api')]).toEqual([50, 200]);
    expect([of(said, 'ledger', 'relay'), of(said, 'ledger', undefined), of('', 'ledger', 'api')]).toEqual([
      ...[undefined, undefined, undefined],
    ]);
    expect(of('ledger/api=100000', 'ledger', 'api')).toBe(100_000);
  });

  test.each(['ledger/api=0', 'ledger/api', 'api=5', 'ledger/api=100001', 'ledger/api=5;x/y=1', 'ledger/api=5,'])(
    'are not said by %s',
    (said) => expect(() => of(said, 'ledger', 'api')).toThrow('must be like'),
  );

  test('are for functions that there are', () => {
    const functions = new Set(['ledger/relay', 'ledger/api']);
    expect(() => checkReservations(kept('ledger/api=5'), functions)).not.toThrow();
    expect(() => checkReservations(kept('ledger/apy=5'), functions)).toThrow('There are: ledger/api, ledger/relay.');
  });
});
