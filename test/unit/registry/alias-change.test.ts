import { describe, expect, test } from '@jest/globals';
import { type TrailCall, trailCall } from '../../../functions/registry/contract/aws-events.ts';
import type { ReleaseEvent, ReleaseRecord } from '../../../functions/registry/contract/release-record.ts';
import { type AliasChange, aliasChange, isDecided } from '../../../functions/registry/model/alias-change.ts';
import { nextRecord } from '../../../functions/registry/model/chain.ts';

const AT = '2026-11-22T10:00:00Z';

const call = (eventName: string, requestParameters: object, more: object = {}): TrailCall =>
  trailCall.parse({
    source: 'aws.lambda',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: {
      eventName,
      eventTime: AT,
      eventID: 'e-1',
      sourceIPAddress: '203.0.113.7',
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::1:user/mallory' },
      requestParameters,
      ...more,
    },
  }).detail;

const LIVE = { functionName: 'Folio-Ledger-Api', name: 'live', functionVersion: '6' };

describe('a call of Lambda', () => {
  test.each<readonly [string, string, object, Partial<AliasChange>]>([
    ['moves an alias', 'UpdateAlias20150331', LIVE, { change: 'alias-moved', version: '6' }],
    ['moves an alias, told without a date', 'UpdateAlias', LIVE, { change: 'alias-moved', version: '6' }],
    [
      'gives another version a share',
      'UpdateAlias20150331',
      { functionName: LIVE.functionName, name: 'live', routingConfig: { additionalVersionWeights: { 7: 0.5 } } },
      { change: 'alias-moved', version: undefined, weights: { 7: 0.5 } },
    ],
    [
      'names the function by its ARN',
      'UpdateAlias20150331',
      { ...LIVE, functionName: 'arn:aws:lambda:eu-central-1:1:function:Folio-Ledger-Api' },
      { functionName: 'Folio-Ledger-Api' },
    ],
    ['deletes an alias', 'DeleteAlias20150331', { functionName: 'f', name: 'live' }, { change: 'alias-deleted' }],
    [
      'deletes a version',
      'DeleteFunction20150331',
      { functionName: 'f', qualifier: '3' },
      { change: 'version-deleted', version: '3' },
    ],
    [
      'deletes a version by its ARN',
      'DeleteFunction20150331',
      { functionName: 'arn:aws:lambda:eu-central-1:1:function:f:3' },
      { functionName: 'f', change: 'version-deleted', version: '3' },
    ],
    ['deletes a function', 'DeleteFunction', { functionName: 'f' }, { change: 'function-deleted' }],
  ])('that %s changes what answers', (_what, eventName, parameters, change) => {
    expect(aliasChange(call(eventName, parameters))).toMatchObject(change);
  });

  test.each<readonly [string, TrailCall]>([
    ['failed', call('UpdateAlias20150331', LIVE, { errorCode: 'AccessDenied' })],
    ['CodeDeploy made', call('UpdateAlias', LIVE, { userIdentity: { invokedBy: 'codedeploy.amazonaws.com' } })],
    ['CloudFormation made', call('UpdateAlias', LIVE, { sourceIPAddress: 'cloudformation.amazonaws.com' })],
    ['describes an alias', call('UpdateAlias', { functionName: 'f', name: 'live', description: 'new' })],
    ['moves an alias that nothing calls', call('UpdateAlias', { ...LIVE, name: 'mine' })],
    ['bounds its concurrency', call('DeleteFunctionConcurrency20171031', { functionName: 'f' })],
  ])('that %s changes nothing of it', (_what, one) => {
    expect(aliasChange(one)).toBeUndefined();
  });
});

const at = (seconds: number): string => new Date(Date.parse(AT) + seconds * 1000).toISOString();

const log = (...events: readonly (readonly [number, ReleaseEvent])[]) => {
  const records: ReleaseRecord[] = [];
  for (const [seconds, event] of events)
    records.push(nextRecord(records.at(-1), { domain: 'ledger', at: at(seconds), actor: 'ann', event }));
  return records;
};
const begun: ReleaseEvent = {
  kind: 'rollback-begun',
  ...{ from: { api: '7' }, to: { api: '6' }, revisions: {}, reason: 'bad' },
};
const done: ReleaseEvent = { kind: 'rollback-done', begun: 1, to: { api: '6' }, durationMs: 1 };
const move = (parameters: object = {}): AliasChange => {
  const change = aliasChange(call('UpdateAlias20150331', { ...LIVE, ...parameters }));
  if (change === undefined) throw new Error('it changes nothing');
  return change;
};

describe('the log explains', () => {
  test('a move to where a rollback leads, while it runs and just after, and at no other time', () => {
    expect(isDecided(log([-1, begun]), 'api', move())).toBe(true);
    expect(isDecided(log([-3600, begun], [-30, done]), 'api', move())).toBe(true);
    expect(isDecided(log([-3600, begun], [-3000, done]), 'api', move())).toBe(false);
    expect(isDecided(log([3600, begun]), 'api', move())).toBe(false);
    expect(isDecided([], 'api', move())).toBe(false);
  });

  test('no move back to where an earlier rollback led, once a later one has put the function elsewhere', () => {
    const elsewhere: ReleaseEvent = { ...begun, from: { api: '6' }, to: { api: '5' } };
    const there: ReleaseEvent = { kind: 'rollback-done', begun: 3, to: { api: '5' }, durationMs: 1 };
    expect(isDecided(log([-40, begun], [-30, done], [-20, elsewhere]), 'api', move())).toBe(true);
    expect(isDecided(log([-40, begun], [-30, done], [-20, elsewhere], [-10, there]), 'api', move())).toBe(false);
  });

  test('no move to another version, of another function, or with a share for another version', () => {
    const records = log([-1, begun]);
    expect(isDecided(records, 'api', move({ functionVersion: '8' }))).toBe(false);
    expect(isDecided(records, 'relay', move())).toBe(false);
    expect(isDecided(records, 'api', move({ routingConfig: { additionalVersionWeights: { 7: 0.1 } } }))).toBe(false);
  });

  test('the removal of a version that a cleaning named, and of no other', () => {
    const records = log([-1, { kind: 'cleaned', removed: { api: ['2', '3'] } }]);
    const removal = (qualifier: string) => ({ ...move(), change: 'version-deleted' as const, version: qualifier });
    expect([isDecided(records, 'api', removal('3')), isDecided(records, 'api', removal('4'))]).toEqual([true, false]);
    expect(isDecided(records, 'api', { ...move(), change: 'alias-deleted', version: undefined })).toBe(false);
  });
});
