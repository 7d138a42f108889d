// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are CloudFormation's own syntax
import { describe, expect, test } from '@jest/globals';
import { condition, evaluate, type Scope } from '../../../local/template/evaluate.ts';
import { deploymentOrder } from '../../../local/template/references.ts';
import type { Template } from '../../../local/template/template.ts';

const template: Template = {
  Mappings: { Sizes: { small: { memory: 128 } } },
  Conditions: {
    Pinned: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Pin' }, 'none'] }] },
    Both: { 'Fn::And': [{ Condition: 'Pinned' }, { 'Fn::Equals': ['a', 'a'] }] },
    Either: { 'Fn::Or': [{ 'Fn::Equals': ['a', 'b'] }, { Condition: 'Pinned' }] },
  },
};

const scopeWith = (pin: string): Scope => ({
  stack: 'Ledger',
  template,
  parameters: { Pin: pin, Names: ['a', 'b'] },
  resource: (id) =>
    id === 'Table' ? { ref: 'table-1', attributes: { Arn: 'arn:table', 'Endpoint.Port': 80 } } : undefined,
  exported: (name) => (name === 'Bus' ? 'folio' : undefined),
});
const scope = scopeWith('7');

describe('intrinsic functions', () => {
  test.each([
    [{ Ref: 'Table' }, 'table-1'],
    [{ Ref: 'Names' }, ['a', 'b']],
    [{ Ref: 'AWS::AccountId' }, '000000000000'],
    [{ Ref: 'AWS::StackName' }, 'Ledger'],
    [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:table'],
    [{ 'Fn::GetAtt': 'Table.Endpoint.Port' }, 80],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Table' }, 3]] }, 'a-table-1-3'],
    [{ 'Fn::Join': ['/', { 'Fn::Split': [':', 'x:y'] }] }, 'x/y'],
    [{ 'Fn::Select': ['1', { Ref: 'Names' }] }, 'b'],
    [{ 'Fn::Select': [2, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'c'],
    [{ 'Fn::Sub': 'x-${AWS::Region}-${Table}-${Table.Arn}-${!Kept}' }, 'x-us-east-1-table-1-arn:table-${Kept}'],
    [{ 'Fn::Sub': ['${a}$&', { a: { Ref: 'Table' } }] }, 'table-1$&'],
    [{ 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
    [{ 'Fn::ImportValue': 'Bus' }, 'folio'],
    [{ 'Fn::Base64': 'hi' }, 'aGk='],
    [{ Condition: { Ref: 'Table' } }, { Condition: 'table-1' }],
  ])('%j is %j', (value, expected) => {
    expect(evaluate(value, scope)).toEqual(expected);
  });

  test('a condition chooses the branch, through other conditions too', () => {
    const value = { 'Fn::If': ['Pinned', { Ref: 'Pin' }, 'current'] };
    expect(evaluate(value, scope)).toBe('7');
    expect(evaluate(value, scopeWith('none'))).toBe('current');
    expect([condition('Both', scope), condition('Both', scopeWith('none'))]).toEqual([true, false]);
    expect([condition('Either', scope), condition('Either', scopeWith('none'))]).toEqual([true, false]);
  });

  test('AWS::NoValue leaves properties and list elements out, at any depth', () => {
    const gone = { 'Fn::If': ['Pinned', { Ref: 'AWS::NoValue' }, 1] };
    expect(evaluate({ a: gone, b: [1, gone, { c: gone, d: 2 }] }, scope)).toEqual({ b: [1, { d: 2 }] });
  });

  test('the branch not taken is not evaluated', () => {
    expect(evaluate({ 'Fn::If': ['Pinned', 1, { Ref: 'Missing' }] }, scope)).toBe(1);
  });

  test.each([
    [{ Ref: 'Missing' }, 'Missing'],
    [{ 'Fn::GetAtt': ['Table', 'Nope'] }, 'Nope'],
    [{ 'Fn::Cidr': ['10.0.0.0/8', 1, 1] }, 'Fn::Cidr'],
    [{ 'Fn::ImportValue': 'Gone' }, 'Gone'],
    [{ 'Fn::Select': [9, ['a']] }, '9'],
    ['{{resolve:secretsmanager:x}}', 'secretsmanager'],
  ])('%j is refused by name', (value, named) => {
    expect(() => evaluate(value, scope)).toThrow(named);
  });
});

describe('the order of deployment', () => {
  test('everything comes after what it names by Ref, GetAtt, Sub or DependsOn', () => {
    const order = deploymentOrder({
      Resources: {
        Last: { Type: 'T', DependsOn: ['Sub'] },
        Sub: { Type: 'T', Properties: { a: { 'Fn::Sub': ['${Att.Arn}-${own}', { own: { Ref: 'Own' } }] } } },
        Att: { Type: 'T', Properties: { a: [{ b: { 'Fn::GetAtt': ['First', 'Arn'] } }] } },
        First: { Type: 'T' },
        Own: { Type: 'T' },
      },
    });
    expect(order.indexOf('First')).toBeLessThan(order.indexOf('Att'));
    expect(order.indexOf('Att')).toBeLessThan(order.indexOf('Sub'));
    expect(order.indexOf('Own')).toBeLessThan(order.indexOf('Sub'));
    expect(order.at(-1)).toBe('Last');
  });

  test('a circle is an error that shows it', () => {
    const Resources = { A: { Type: 'T', DependsOn: 'B' }, B: { Type: 'T', Properties: { x: { Ref: 'A' } } } };
    expect(() => deploymentOrder({ Resources })).toThrow('A -> B -> A');
  });
});
