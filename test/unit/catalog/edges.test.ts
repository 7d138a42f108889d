import { describe, expect, test } from '@jest/globals';
import { buildCatalog } from '../../../functions/catalog/model/build-catalog.ts';
import { OF_RIGHTS } from './support/evidence-of-rights.ts';
import { OF_WIRING } from './support/evidence-of-wiring.ts';
import { arn, catalogOf, edgesOf, fn, grant, NOTHING_DECLARED, ref, stackOf, statement } from './support/fixture.ts';
import { HOLES } from './support/holes.ts';
import { granted, table } from './support/parts.ts';

/** A name as `Fn::Sub` has it in its text. */
const sub = (name: string): string => `$\{${name}}`;

describe('edges', () => {
  test.each([...OF_RIGHTS, ...OF_WIRING])('of %s are exactly these', (_name, resources, expected) => {
    expect([...edgesOf(catalogOf(resources))].sort()).toEqual([...expected].sort());
  });

  test.each(HOLES)('of %s are shown as unresolved, and nothing else is made of it', (_name, resources, via) => {
    const catalog = catalogOf(resources);
    const [one, ...others] = catalog.edges;
    expect(others).toEqual([]);
    expect(one).toMatchObject({ kind: 'unresolved', to: 'unresolved', via });
    expect(one?.evidence).toHaveLength(1);
    expect(catalog.components.map(({ id }) => id)).toContain('unresolved');
  });

  test('name template, resource, property and action, once for each place', () => {
    const [edge] = catalogOf({
      ...fn('Api', { Environment: { Variables: { T: ref('Store') } } }),
      Rights: grant('ApiRole', statement('xray:PutTraceSegments', '*'), statement(['dynamodb:GetItem'], arn('Store'))),
      Store: table,
    }).edges.filter(({ kind }) => kind === 'reads');
    expect(edge?.evidence).toEqual([
      { stack: 'A', logicalId: 'Api', property: 'Environment.Variables.T', says: 'its name in the environment' },
      { stack: 'A', logicalId: 'Rights', property: 'PolicyDocument.Statement[1]', says: 'dynamodb:GetItem' },
    ]);
  });

  test('come of what is allowed and of nothing that is denied', () => {
    const denied = { Effect: 'Deny', Action: 'dynamodb:GetItem', Resource: arn('Store') };
    expect(edgesOf(catalogOf({ ...granted(denied), Store: table }))).toEqual([]);
  });

  test('cross stacks by a parameter that one publishes and another reads; unpublished it is unresolved', () => {
    const wire = { Type: 'AWS::SSM::Parameter', Properties: { Name: '/folio/store', Value: arn('Store') } };
    const b = stackOf(
      { ...fn('Api', {}, 'b'), Rights: grant('ApiRole', statement('dynamodb:GetItem', ref('Wired'))) },
      { stack: 'B', Parameters: { Wired: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/folio/store' } } },
    );
    const catalog = buildCatalog([b, stackOf({ Store: table, Wire: wire })], NOTHING_DECLARED);
    expect(edgesOf(catalog)).toEqual(['b/api reads a/store']);
    const [lone] = buildCatalog([b], NOTHING_DECLARED).edges;
    expect(lone).toMatchObject({ kind: 'unresolved', via: 'the parameter /folio/store, which no stack publishes' });
  });

  test('cross stacks by an export', () => {
    const a = stackOf({ Store: table }, { Outputs: { Out: { Value: arn('Store'), Export: { Name: 'A:Store' } } } });
    const reads = grant('ApiRole', statement('dynamodb:GetItem', { 'Fn::ImportValue': 'A:Store' }));
    const b = stackOf({ ...fn('Api', {}, 'b'), Rights: reads }, { stack: 'B' });
    expect(edgesOf(buildCatalog([a, b], NOTHING_DECLARED))).toEqual(['b/api reads a/store']);
    expect(edgesOf(buildCatalog([b], NOTHING_DECLARED))).toEqual([
      'b/api unresolved unresolved (the import A:Store, which no stack exports)',
    ]);
  });

  test('of wires that lead to each other in a circle end in an unresolved one', () => {
    const wire = (name: string, to: string) => ({
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: name, Value: ref(to) },
    });
    const parameter = (name: string) => ({ Type: 'AWS::SSM::Parameter::Value<String>', Default: name });
    const catalog = buildCatalog(
      [
        stackOf(
          { ...granted(statement('dynamodb:GetItem', ref('P1'))), W1: wire('/w1', 'P2'), W2: wire('/w2', 'P1') },
          { Parameters: { P1: parameter('/w1'), P2: parameter('/w2') } },
        ),
      ],
      NOTHING_DECLARED,
    );
    expect(edgesOf(catalog)).toEqual(['a/api unresolved unresolved (a name that leads to itself)']);
  });

  test.each([
    ['Fn::Sub', { 'Fn::Sub': `${sub('Store.Arn')}/index/due` }],
    ['Fn::Sub with names of its own', { 'Fn::Sub': [sub('There'), { There: arn('Store') }] }],
    ['Fn::If, of either branch', { 'Fn::If': ['Big', arn('Store'), ref('AWS::NoValue')] }],
    ['Fn::GetAtt in one word', { 'Fn::GetAtt': 'Store.Arn' }],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [0, { 'Fn::Split': ['/', arn('Store')] }] }],
  ])('are found through %s', (_name, resource) => {
    const catalog = catalogOf({ ...granted(statement('dynamodb:GetItem', resource)), Store: table });
    expect(edgesOf(catalog)).toEqual(['a/api reads a/store']);
  });
});
