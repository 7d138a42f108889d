import { describe, expect, test } from '@jest/globals';
import { deployStage } from '../../../bin/stage/deploy-stage.ts';
import { settle, settledValue } from '../../../bin/stage/settle.ts';
import { turnClock as clock } from '../../support/clock.ts';
import { cloudFormation, stack } from './cloudformation.ts';

const proving = (...parts: readonly unknown[]) => ({
  Conditions: {
    Proving: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'SettledVersions' }, { 'Fn::Join': [' ', parts] }] }] },
  },
});
const template = proving('abc', { Ref: 'Wire' }, { Ref: 'Pin' });
const wires = [
  { name: 'Wire', value: 'arn:1' },
  { name: 'Pin', value: 'none' },
];
const unsettled = [{ name: 'SettledVersions', value: 'none' }, ...wires];
const settled = [{ name: 'SettledVersions', value: 'abc arn:1 none' }, ...wires];
const stacks = (parameters = unsettled, one: unknown = template) =>
  cloudFormation([stack('Folio-Ledger', 'UPDATE_COMPLETE')], {}, { 'Folio-Ledger': { template: one, parameters } });

describe('what a stack has to be told when its versions have proved themselves', () => {
  test('is what its condition compares with: the versions, and the value behind every wire and pin', () => {
    expect(settledValue(template, wires)).toBe('abc arn:1 none');
  });

  test('is nothing where the template has no such condition, or a value is not told', () => {
    for (const other of [{}, { Conditions: {} }, { Conditions: { Proving: { 'Fn::Equals': [1, 2] } } }])
      expect(settledValue(other, wires)).toBeUndefined();
    expect(settledValue(proving('abc', { Ref: 'Elsewhere' }), wires)).toBeUndefined();
  });
});

describe('a stack whose versions have proved themselves', () => {
  test('is told so once, with all its other parameters as they are', async () => {
    const cloud = stacks();
    expect(await settle(cloud, clock, ['Folio-Ledger'])).toEqual(['Folio-Ledger']);
    expect(cloud.calls).toEqual(['tell Folio-Ledger SettledVersions=abc arn:1 none of SettledVersions, Wire, Pin']);
    expect(await settle(stacks(settled), clock, ['Folio-Ledger'])).toEqual([]);
    expect(await settle(stacks(unsettled, {}), clock, ['Folio-Ledger'])).toEqual([]);
  });

  test('is waited for, and what CloudFormation takes back is told', async () => {
    const states = ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'];
    const get = async () => stack('Folio-Ledger', states.shift() ?? 'UPDATE_COMPLETE');
    expect(await settle({ ...stacks(), get }, clock, ['Folio-Ledger'])).toEqual(['Folio-Ledger']);
    const back = async () => stack('Folio-Ledger', 'UPDATE_ROLLBACK_IN_PROGRESS');
    await expect(settle({ ...stacks(), get: back }, clock, ['Folio-Ledger'])).rejects.toThrow(
      'Folio-Ledger is UPDATE_ROLLBACK_IN_PROGRESS.',
    );
  });
});

describe('a deployment to AWS', () => {
  const STAGE = { order: ['Folio-Ledger'], names: 'Folio-', isThrownAway: false, hasDomainKeys: false };
  const run = async (cloud: ReturnType<typeof stacks>, deploy: () => Promise<void>, more: object = {}) => {
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    await deployStage({ stacks: cloud, deploy, clock, say }, { ...STAGE, ...more });
    return lines.join('\n');
  };

  test('tells a stack that its versions have proved themselves when all of it succeeded, and never otherwise', async () => {
    const cloud = stacks();
    expect(await run(cloud, async () => undefined)).toContain('have proved themselves: Folio-Ledger.');
    expect(cloud.calls.filter((call) => call.startsWith('tell'))).toHaveLength(1);
    const failing = stacks();
    await expect(run(failing, () => Promise.reject(new Error('taken back')))).rejects.toThrow('taken back');
    const thrownAway = stacks();
    await run(thrownAway, async () => undefined, { isThrownAway: true });
    for (const { calls } of [failing, thrownAway]) expect(calls.join()).not.toContain('tell');
  });

  test('has succeeded although the alarms of its versions could not be taken away, and says what stays', async () => {
    const refused = { ...stacks(), tell: () => Promise.reject(new Error('AccessDenied: cloudformation:UpdateStack')) };
    expect(await run(refused, async () => undefined)).toMatch(/alarms of new versions stay.*AccessDenied/);
  });
});
