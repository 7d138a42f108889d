import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { example } from '../../functions/example/contract/domain.ts';
import type { Domain } from '../../functions/kernel/core/domain.ts';
import { DOMAINS } from '../../lib/domains.ts';
import { composeFolio } from '../../lib/folio.ts';
import { readDeployment } from '../../lib/platform/deployment.ts';
import { checkWithNag } from '../../lib/platform/nag.ts';
import { newApp, ofType, type Resources, UNBUNDLED } from './support/folio.ts';

const [meta] = DOMAINS.filter(({ name }) => name === 'meta');
const composedWith = (domain: Domain, checked: 'checked' | 'unchecked' = 'unchecked') => {
  const app = newApp({}, checked);
  const others = DOMAINS.filter(({ name }) => name !== 'meta');
  const stacks = composeFolio(app, readDeployment(app, UNBUNDLED), [
    ...others,
    domain,
    ...(meta === undefined ? [] : [meta]),
  ]);
  return { app, stacks: stacks as Readonly<Record<string, (typeof stacks)['ledger']>> };
};

const { stacks } = composedWith(example);
const resourcesOf = (name: string): Resources => {
  const stack = stacks[name];
  if (stack === undefined) throw new Error(`no stack ${name}`);
  return Template.fromStack(stack).toJSON().Resources;
};
const variables = (name: string, variable: string): readonly unknown[] =>
  ofType(resourcesOf(name), 'AWS::Lambda::Function').map(
    ([, { Properties }]) => Properties.Environment?.Variables?.[variable],
  );

describe('a domain of the list that has no stack of its own', () => {
  test('gets a table, an API, a relay, and a release of its own', () => {
    const resources = resourcesOf('example');
    const count = (type: string) => ofType(resources, type).length;
    expect(count('AWS::DynamoDB::Table')).toBe(1);
    expect(count('AWS::Lambda::Alias')).toBe(2);
    expect(count('AWS::ApiGatewayV2::Route')).toBe(example.operations.length);
    expect(ofType(resources, 'Custom::DomainRelease').map(([, { Properties }]) => Properties.Domain)).toEqual([
      'example',
    ]);
    const [[, release] = []] = ofType(resources, 'Custom::DomainRelease');
    expect(
      release?.Properties.Functions.map(({ Name, Probe }: { Name: string; Probe: string }) => [Name, Probe]),
    ).toEqual([
      ['api', 'health'],
      ['relay', 'batch'],
    ]);
  });

  test('keeps its table when it outgrows that: ids are those of the domains with a stack of their own', () => {
    const tableIn = (name: string) => ofType(resourcesOf(name), 'AWS::DynamoDB::Table').map(([id]) => id);
    expect(tableIn('ledger')).toEqual(expect.arrayContaining(tableIn('example')));
    const aliases = ofType(resourcesOf('example'), 'AWS::Lambda::Alias').map(([id]) => id);
    expect(ofType(resourcesOf('ledger'), 'AWS::Lambda::Alias').map(([id]) => id)).toEqual(
      expect.arrayContaining(aliases),
    );
  });

  test('is known to all that asks: identity grants its scopes, webhooks its events, meta its outcomes and health', () => {
    for (const scopes of variables('identity', 'SCOPES'))
      expect(String(scopes).split(' ')).toEqual(expect.arrayContaining(['example:read', 'example:write', 'admin']));
    expect(variables('webhooks', 'EVENT_TYPES').join()).toContain('example.PayeeAdded');
    const rules = ofType(resourcesOf('webhooks'), 'AWS::Events::Rule').map(
      ([, { Properties }]) => Properties.EventPattern,
    );
    expect(rules).toContainEqual({
      source: ['example'],
      'detail-type': ['example.PayeeAdded'],
      detail: { version: [1] },
    });
    expect(variables('meta', 'OUTCOME_SCOPES')).toEqual([
      'example:read ledger:read payments:read statements:read webhooks:read admin',
    ]);
    expect(JSON.stringify(variables('meta', 'DOMAIN_FUNCTIONS'))).toContain('example');
  });

  test('may write in transactions alone, and its relay reads nothing but the stream', () => {
    const policies = ofType(resourcesOf('example'), 'AWS::IAM::Policy');
    const actionsOf = (name: string): readonly string[] =>
      policies
        .filter(([id]) => id.startsWith(`Service${name}Role`))
        .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
        .filter(({ Condition }) => Condition?.['ForAnyValue:StringEquals'] === undefined)
        .flatMap(({ Action }) => [Action].flat())
        .filter((action) => action.startsWith('dynamodb:'))
        .sort();
    expect(actionsOf('Api')).toEqual([
      ...['dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:Query'],
    ]);
    expect(actionsOf('Relay')).toEqual(
      ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((action) => `dynamodb:${action}`),
    );
  });

  test('passes the rules of the architecture, CloudFormation’s and those of the Solutions pack', () => {
    const { app } = composedWith(example, 'checked');
    checkWithNag(app);
    expect(() => app.synth()).not.toThrow();
  });

  test('is refused where it declares more than that, by a message that says what to do', () => {
    const functions = { ...example.functions, clock: 'schedule' } as const;
    expect(() => composedWith({ ...example, functions })).toThrow(
      'example has more than an API and a relay: give it a stack',
    );
    expect(() => composedWith({ ...example, events: {} })).toThrow('example needs a relay exactly where it has events');
    expect(() => composedWith({ ...example, functions: { api: 'http' } })).toThrow('needs a relay exactly where');
    expect(() => composedWith({ ...example, events: {}, functions: {} })).toThrow('give it a stack');
    expect(() => composedWith({ ...example, events: {}, functions: { api: 'http' } })).not.toThrow();
  });
});
