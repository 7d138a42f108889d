import { describe, expect, test } from '@jest/globals';
import type { FolioStack } from '../../../lib/folio.ts';
import { deployed, newFolio, ofType, STACKS, type Synthesized, synthesized } from '../support/folio.ts';

describe('stacks', () => {
  test('export nothing: they find each other by parameters', () => {
    const { templates } = deployed();
    expect(JSON.stringify(templates)).not.toContain('Fn::ImportValue');
    expect(JSON.stringify(templates)).not.toContain('"Export"');
  });

  test('are deployed after those that they read from', () => {
    const folio = newFolio();
    const dependenciesOf = (name: FolioStack) => folio[name].dependencies.map(({ stackName }) => stackName);
    expect(dependenciesOf('platform')).toEqual([]);
    expect(dependenciesOf('registry')).toContain('Folio-Platform');
    expect(dependenciesOf('identity')).toContain('Folio-Registry');
    expect(dependenciesOf('access')).toContain('Folio-Identity');
    expect(dependenciesOf('ledger')).toContain('Folio-Access');
    expect(dependenciesOf('webhooks')).toContain('Folio-Ledger');
    expect(dependenciesOf('statements')).toContain('Folio-Payments');
    expect(dependenciesOf('proof')).toContain('Folio-Statements');
    expect(dependenciesOf('catalog')).toContain('Folio-Proof');
    expect(dependenciesOf('meta')).toContain('Folio-Catalog');
    expect(dependenciesOf('payments')).toContain('Folio-Webhooks');
  });

  test('read no parameter that an earlier stack has not published', () => {
    const { templates } = deployed();
    const published = new Set<unknown>();
    for (const name of STACKS) {
      const { SettledVersions: _, ...read } = templates[name].Parameters ?? {};
      for (const { Type, Default } of Object.values(read)) {
        expect(Type).toBe('AWS::SSM::Parameter::Value<String>');
        expect([name, Default, published.has(Default)]).toEqual([name, Default, true]);
      }
      for (const [, { Properties }] of ofType(templates[name].Resources, 'AWS::SSM::Parameter')) {
        published.add(Properties.Name);
      }
      for (const [, { Properties }] of ofType(templates[name].Resources, 'Custom::ReleasePins')) {
        for (const path of Properties.Paths) published.add(path);
      }
    }
    expect(published.size).toBeGreaterThan(0);
  });

  test('bring discovery, keys and tokens up before the authorizer that asks for them', () => {
    const { templates } = deployed();
    const routes = ofType(templates.identity.Resources, 'AWS::ApiGatewayV2::Route');
    const keys = routes.map(([, { Properties }]) => Properties.RouteKey);
    expect(keys).toEqual(
      expect.arrayContaining([
        'GET /.well-known/openid-configuration',
        'GET /.well-known/jwks.json',
        'POST /oauth/token',
      ]),
    );
    expect(ofType(templates.identity.Resources, 'AWS::ApiGatewayV2::Authorizer')).toEqual([]);
    expect(ofType(templates.access.Resources, 'AWS::ApiGatewayV2::Authorizer')).toHaveLength(1);
  });

  test('are all named after their stage, and so is everything that AWS wants to be unique', () => {
    const folio = newFolio({ 'folio:stage': 'dev' });
    const { byType } = synthesized(folio);
    expect(Object.values(folio).map(({ stackName }) => stackName)).toEqual([
      'dev-Folio-Platform',
      'dev-Folio-Registry',
      'dev-Folio-Identity',
      'dev-Folio-Access',
      'dev-Folio-Ledger',
      'dev-Folio-Webhooks',
      'dev-Folio-Payments',
      'dev-Folio-Statements',
      'dev-Folio-Proof',
      'dev-Folio-Catalog',
      'dev-Folio-Meta',
    ]);
    for (const { props } of byType('Custom::ReleasePins'))
      for (const path of props.Paths) expect(path).toMatch(/^\/dev-folio\/release\//);
    for (const { props } of byType('AWS::SSM::Parameter')) expect(props.Name).toMatch(/^\/dev-folio\//);
    expect(byType('AWS::Events::EventBus').map(({ props }) => props.Name)).toEqual(['dev-folio']);
  });

  test('trust an issuer from outside when they are told of one, and only an https one', () => {
    const issuerOf = ({ byType }: Synthesized) =>
      byType('AWS::ApiGatewayV2::Authorizer')[0]?.props.JwtConfiguration.Issuer;
    const outside = deployed({ 'folio:issuer': 'https://login.example.com/pool' });
    expect(issuerOf(outside)).toBe('https://login.example.com/pool');
    expect(JSON.stringify(issuerOf(deployed()))).toContain('apiurl');
    expect(() => newFolio({ 'folio:issuer': 'http://login.example.com' })).toThrow("Context 'folio:issuer' must be");
  });
});
