import { describe, expect, test } from '@jest/globals';
import { findComponent, nearest } from '../../../bin/catalog/find-component.ts';
import type { Component, Edge } from '../../../functions/catalog/model/catalog.ts';
import { resourcesByArn } from '../../../functions/catalog/model/generated-names.ts';
import { globMatches } from '../../../functions/catalog/model/glob.ts';
import { withNeighboursOwner } from '../../../functions/catalog/model/inherited-owner.ts';
import { ownershipOf } from '../../../functions/catalog/model/ownership.ts';
import { stackTags, tierOf } from '../../../functions/catalog/model/stack-domain.ts';
import { stackOf, tagged } from './support/fixture.ts';

const part = (id: string, type: Component['type'], change: Partial<Component> = {}): Component => ({
  ...{ id, type, domain: 'a', resources: [], facts: {} },
  ...change,
});
const edge = (from: string, kind: Edge['kind'], to: string): Edge => ({ from, kind, to, evidence: [] });
const OWNED = { owner: 'team', tier: 1, runbook: 'api' };

describe('the owner of a component', () => {
  test('is told by its alarm’s words before its own tags, and by those before its stack’s', () => {
    const stack = { domain: 'a', owner: 'stack', tier: 3, runbook: 'stack', dataClass: 'money' };
    expect(ownershipOf({ Type: 'T' }, stack)).toEqual({
      ...{ owner: 'stack', tier: 3, runbook: 'stack', dataClass: 'money' },
    });
    const tags = [
      { Key: 'folio:owner', Value: 'tag' },
      { Key: 'folio:tier', Value: '2' },
    ];
    const resource = (AlarmDescription: string) => ({ Type: 'T', Properties: { Tags: tags, AlarmDescription } });
    expect(ownershipOf(resource('It rings.'), stack)).toMatchObject({ owner: 'tag', tier: 2, runbook: 'stack' });
    const said = 'It rings. Owner: alarm team. Tier: 1. Runbook: docs/runbooks/it-rings.md';
    expect(ownershipOf(resource(said), stack)).toMatchObject({ owner: 'alarm team', tier: 1, runbook: 'it-rings' });
    expect(ownershipOf(resource(`${said}, or so`), stack)).toMatchObject({ owner: 'tag' });
  });

  test('is that of the stack’s own tags, for which its functions do not speak', () => {
    const fn = { Type: 'AWS::Lambda::Function', Properties: { Tags: [{ Key: 'folio:owner', Value: 'fn' }] } };
    const resources = { Fn: fn, Store: tagged('ledger', 'AWS::DynamoDB::Table') };
    const { domain, owner } = stackTags(stackOf(resources, { stack: 'Folio-X' }));
    expect([domain, owner === 'fn']).toEqual(['ledger', false]);
    expect(stackTags(stackOf({ Fn: fn }, { stack: 'Folio-X' }))).toEqual({ domain: 'folio-x' });
    expect(['1', '9', '0', '10', 'x', undefined].map(tierOf)).toEqual([1, 9, ...Array(4).fill(undefined)]);
  });

  test('of a route, a schedule, a queue or an API is that of the function or the alarm beside it', () => {
    const components = [
      part('a/api', 'function', OWNED),
      part('a/rings', 'alarm', { owner: 'watch' }),
      part('a/GET /a', 'route'),
      part('a/clock', 'schedule'),
      part('a/work', 'queue', { tier: 4 }),
      part('a/gate', 'api'),
      part('a/lone', 'route'),
      part('a/store', 'table'),
    ];
    const edges = [
      edge('a/api', 'exposes', 'a/GET /a'),
      edge('a/clock', 'schedules', 'a/api'),
      edge('a/rings', 'watches', 'a/work'),
      edge('a/rings', 'watches', 'a/gate'),
      edge('a/api', 'calls', 'a/lone'),
      edge('a/rings', 'watches', 'a/store'),
    ];
    const found = new Map(withNeighboursOwner(components, edges).map((one) => [one.id, one]));
    const owners = ['GET /a', 'clock', 'work', 'gate', 'lone', 'store'].map((id) => found.get(`a/${id}`)?.owner);
    expect(owners).toEqual(['team', 'team', 'watch', 'watch', undefined, undefined]);
    expect(found.get('a/GET /a')).toMatchObject(OWNED);
    expect([found.get('a/work')?.tier, found.get('a/work')?.runbook]).toEqual([4, undefined]);
  });
});

describe('a name in words', () => {
  test.each([
    ['*', '', true],
    ['a*', 'a', true],
    ['a*c', 'abbc', true],
    ['a*c', 'abbd', false],
    ['*b*', 'abc', true],
    ['a*b*c', 'aXbXbXc', true],
    ['a*bc', 'abcbc', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['abc', 'abcd', false],
    ['abc', 'ab', false],
    ['', 'a', false],
  ])('%j matches %j: %s', (pattern, name, matches) => expect(globMatches(pattern, name)).toBe(matches));

  const named = (type: string, properties: object = {}) => ({ Type: type, Properties: properties });
  const find = resourcesByArn([
    stackOf(
      {
        Api: named('AWS::Lambda::Function'),
        Job: named('AWS::Lambda::Function', { FunctionName: 'nightly' }),
        Store: named('AWS::DynamoDB::Table'),
        Work: named('AWS::SQS::Queue'),
        Files: named('AWS::S3::Bucket', { BucketName: 'files' }),
        Rings: named('AWS::SNS::Topic'),
      },
      { stack: 'Folio-A' },
    ),
  ]);
  const ids = (text: string) => find(text).map(({ logicalId }) => logicalId);

  test.each([
    ['arn:aws:lambda:*:*:function:Folio-*', ['Api']],
    ['arn:aws:lambda:*:*:function:Folio-A-Api*:live', ['Api']],
    ['arn:aws:lambda:*:*:function:Folio-A-Api', []],
    ['arn:aws:lambda:*:*:function:nightly', ['Job']],
    ['arn:aws:dynamodb:*:*:table/Folio-A-*/index/*', ['Store']],
    ['arn:aws:sqs:*:*:Folio-A-Work-*', ['Work']],
    ['arn:aws:s3:::files/*', ['Files']],
    ['arn:aws:s3:::file', []],
    ['arn:aws:ec2:*:*:instance/*', []],
    ['nightly', []],
  ])('%s means %j', (text, meant) => {
    expect(ids(text)).toEqual(meant);
    expect(ids(text)).toEqual(meant);
  });
});

describe('a component that is asked for', () => {
  const components = ['ledger/api', 'payments/api', 'ledger/relay', 'ledger'].map((id) => part(id, 'function'));
  const find = (asked: string) => findComponent({ components } as never, asked).id;

  test('is found by its id, or by its short name where one alone has it', () => {
    expect([find('ledger/api'), find('relay'), find('ledger')]).toEqual(['ledger/api', 'ledger/relay', 'ledger']);
    expect(() => find('api')).toThrow('2 components are called api: say "ledger/api" or "payments/api".');
  });

  test('that is not there is answered by what was probably meant, the nearest first, three at most', () => {
    expect(() => find('ledger/rely')).toThrow('Did you mean "ledger/relay"');
    expect(() => find('zzzzzz')).toThrow('See "folio catalog show".');
    const ids = ['a/one', 'a/once', 'a/ones', 'a/onset', 'b/zero'];
    expect(nearest('one', ids)).toEqual(['a/one', 'a/once', 'a/ones']);
    expect(nearest('A/ZERO', ['b/zero'])).toEqual(['b/zero']);
    expect(nearest('abc', ['x/abd', 'x/xyz'])).toEqual(['x/abd']);
    expect(nearest('ze', ['b/zero', 'b/other'])).toEqual(['b/zero']);
  });
});
