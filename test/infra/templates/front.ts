import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { EdgeStack, edgeOf } from '../../../lib/edge/edge-stack.ts';
import { readDeployment } from '../../../lib/platform/deployment.ts';
import { ownDomain } from '../../../lib/platform/own-domain.ts';
import { PlatformStack } from '../../../lib/platform/platform-stack.ts';
import { deployed, type Json, newApp, newFolio, ofType, UNBUNDLED } from '../support/folio.ts';

const CERTIFICATE = 'arn:aws:acm:eu-central-1:111122223333:certificate/0a';
const OWN = { 'folio:domain': 'api.example.com', 'folio:certificate': CERTIFICATE };
const EDGE = {
  ...OWN,
  'folio:edge-certificate': 'arn:aws:acm:us-east-1:111122223333:certificate/0b',
  'folio:origin-domain': 'origin.api.example.com',
  'folio:hosted-zone': 'Z0EXAMPLE',
};
type Context = Readonly<Record<string, string>>;

const platform = (context: Context): Json => {
  const app = newApp(context);
  return Template.fromStack(new PlatformStack(app, readDeployment(app, UNBUNDLED))).toJSON() as Json;
};
const one = ({ Resources }: Json, type: string) => ofType(Resources, type).map(([, { Properties }]) => Properties);

describe('a deployment under a name of its own', () => {
  test('is its own issuer by that name, answers under no other, and says where the name has to lead', () => {
    const template = platform(OWN);
    expect(one(template, 'AWS::ApiGatewayV2::Api')).toEqual([
      expect.objectContaining({ DisableExecuteApiEndpoint: true }),
    ]);
    expect(one(template, 'AWS::ApiGatewayV2::DomainName')).toEqual([
      expect.objectContaining({
        DomainName: 'api.example.com',
        DomainNameConfigurations: [
          { CertificateArn: CERTIFICATE, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
        ],
      }),
    ]);
    expect(one(template, 'AWS::ApiGatewayV2::ApiMapping')).toEqual([expect.objectContaining({ Stage: '$default' })]);
    const url = one(template, 'AWS::SSM::Parameter').find(({ Name }) => Name === '/folio/platform/api-url');
    expect(url?.Value).toBe('https://api.example.com');
    expect(Object.keys(template.Outputs ?? {}).filter((id) => id === 'NameTarget')).toHaveLength(1);
    expect(one(template, 'AWS::Route53::RecordSet')).toEqual([]);
  });

  test('asks clients for certificates where it has a truststore, and makes its name where it has a zone', () => {
    const issuer = { 'folio:issuer': 'https://login.example/pool', 'folio:mtls-truststore': 's3://trust/ca.pem' };
    const template = platform({ ...OWN, ...issuer, 'folio:hosted-zone': 'Z0EXAMPLE' });
    const [domain] = one(template, 'AWS::ApiGatewayV2::DomainName');
    expect(domain?.MutualTlsAuthentication).toEqual({ TruststoreUri: 's3://trust/ca.pem' });
    expect(one(template, 'AWS::Route53::RecordSet')).toEqual([
      expect.objectContaining({ Name: 'api.example.com', Type: 'A', HostedZoneId: 'Z0EXAMPLE' }),
    ]);
  });

  test.each([
    [{ 'folio:domain': 'api.example.com' }, "'folio:domain' needs 'folio:certificate'"],
    [{ 'folio:certificate': CERTIFICATE }, "'folio:certificate' needs 'folio:domain'"],
    [{ ...OWN, 'folio:domain': 'https://api.example.com' }, 'must be a host name'],
    [{ ...OWN, 'folio:origin-domain': 'o.example.com' }, "'folio:origin-domain' needs 'folio:edge-certificate'"],
    [{ ...OWN, 'folio:mtls-truststore': 's3://trust/ca.pem' }, "needs 'folio:issuer'"],
    [{ ...EDGE, 'folio:edge-certificate': CERTIFICATE }, 'in us-east-1'],
  ] as const)('is refused where its options do not belong together: %j', (context, says) => {
    expect(() => ownDomain(newApp(context))).toThrow(says);
  });
});

describe('an edge', () => {
  const edge = (context: Context = EDGE, place?: { readonly account: string; readonly region: string }) => {
    const app = newApp(context);
    const domain = edgeOf(app);
    if (domain === undefined) throw new Error('no edge');
    return new EdgeStack(app, { ...readDeployment(app, UNBUNDLED), place }, domain);
  };
  const stack = edge(EDGE, { account: '111122223333', region: 'eu-central-1' });
  const template = Template.fromStack(stack).toJSON() as Json;

  test('stands in CloudFront’s region under the name of clients, before the API’s own name', () => {
    expect(stack.environment).toBe('aws://111122223333/us-east-1');
    const [distribution] = one(template, 'AWS::CloudFront::Distribution');
    const { Aliases, Origins, WebACLId, DefaultCacheBehavior, CacheBehaviors } = distribution.DistributionConfig;
    expect(Aliases).toEqual(['api.example.com']);
    expect(Origins).toEqual([expect.objectContaining({ DomainName: 'origin.api.example.com' })]);
    expect(WebACLId).toEqual({ 'Fn::GetAtt': [expect.stringContaining('Firewall'), 'Arn'] });
    // Answers are of one client each: nothing but keys may be kept.
    expect(DefaultCacheBehavior.CachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad');
    expect(CacheBehaviors.map(({ PathPattern }: { PathPattern: string }) => PathPattern)).toEqual(['/.well-known/*']);
    expect(one(platform(EDGE), 'AWS::ApiGatewayV2::DomainName')[0]?.DomainName).toBe('origin.api.example.com');
    expect(one(template, 'AWS::Route53::RecordSet').map(({ Type }) => Type)).toEqual(['A', 'AAAA']);
  });

  test('refuses floods by address, of tokens sooner, and no body', () => {
    const [acl] = one(template, 'AWS::WAFv2::WebACL');
    const rules = acl.Rules as readonly {
      readonly Statement: Readonly<Record<string, { Limit?: number; Name?: string }>>;
    }[];
    expect(rules.flatMap(({ Statement }) => Statement.RateBasedStatement?.Limit ?? [])).toEqual([300, 30_000]);
    expect(rules.flatMap(({ Statement }) => Statement.ManagedRuleGroupStatement?.Name ?? [])).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesKnownBadInputsRuleSet',
    ]);
  });

  test('needs a file of the stage, which says the account', () => {
    expect(() => edge()).toThrow('needs a file of the stage');
  });
});

describe('what is open to all', () => {
  const [throttles, ...others] = deployed().byType('Custom::RouteThrottles');

  test('may be called less often, but for where the gateway asks for keys, once all routes are there', () => {
    expect(others).toEqual([]);
    expect(throttles?.props).toMatchObject({ RatePerSecond: '50', Burst: '100' });
    const open = deployed()
      .byType('AWS::ApiGatewayV2::Route')
      .filter(({ props }) => props.AuthorizationType === 'NONE')
      .map(({ props }) => String(props.RouteKey));
    const throttled = throttles?.props.Routes as readonly string[];
    const askedByGateway = ['openid-configuration', 'jwks.json'].map((file) => `GET /.well-known/${file}`);
    expect([...throttled].sort()).toEqual(open.filter((route) => !askedByGateway.includes(route)).sort());
    // The public log is open to all, and each of its answers is read from a table.
    expect(throttled.filter((route) => route.includes('/folio-log/'))).toHaveLength(7);
    const waits = [throttles?.resource.DependsOn].flat();
    for (const route of deployed()
      .byType('AWS::ApiGatewayV2::Route')
      .filter(({ stack }) => stack === 'meta'))
      expect(waits).toContain(route.id);
  });

  test('is called as often as the deployment says', () => {
    expect(() => newFolio({ 'folio:open-rate': '0' })).toThrow('must be a whole number from 1 to 2000');
  });
});

describe('the authorizer', () => {
  test('is made when discovery and keys are answered as fast as the gateway wants them; an outside issuer is not asked', () => {
    const [authorizer] = deployed().byType('AWS::ApiGatewayV2::Authorizer');
    const [ready] = deployed().byType('Custom::IssuerReady');
    expect(authorizer?.resource.DependsOn).toEqual([ready?.id]);
    expect(JSON.stringify(ready?.props.Urls)).toMatch(/openid-configuration.*jwks\.json/);
    expect(deployed({ 'folio:issuer': 'https://login.example/pool' }).byType('Custom::IssuerReady')).toEqual([]);
  });
});
