import { describe, expect, test } from '@jest/globals';
import { deployed, type Found, newFolio } from '../support/folio.ts';

const VPC = { 'folio:egress-addresses': '2' };
const own = deployed(VPC);
const functions = own.byType('AWS::Lambda::Function');
const within = functions.filter(({ props }) => props.VpcConfig !== undefined);

interface Statement {
  readonly Action: string | readonly string[];
}
const rightsOf = ({ stack, props }: Found): readonly string[] =>
  own
    .byType('AWS::IAM::Policy')
    .filter((policy) => policy.stack === stack && policy.props.Roles[0].Ref === props.Role['Fn::GetAtt'][0])
    .flatMap(({ props: { PolicyDocument } }) => PolicyDocument.Statement as readonly Statement[])
    .flatMap(({ Action }) => [Action].flat());
/** Lambda itself writes logs and makes interfaces, from outside of the network. */
const BY_LAMBDA: ReadonlySet<string> = new Set(['logs', 'ec2']);

describe('the network of webhooks', () => {
  test('is there only where an address is asked for, and then the two functions that send are in it, and no other', () => {
    for (const type of ['AWS::EC2::VPC', 'AWS::EC2::NatGateway', 'AWS::EC2::VPCEndpoint'])
      expect([type, deployed().byType(type)]).toEqual([type, []]);
    expect(within.map(({ stack, id }) => `${stack}/${id.replace(/Function.*/, '')}`).sort()).toEqual([
      'webhooks/ServiceDeliver',
      'webhooks/ServiceDeliverPatiently',
    ]);
    for (const { props, meant } of within) {
      expect(props.VpcConfig.SubnetIds).toHaveLength(2);
      // Out of a public subnet a function reaches nothing: it has no address of its own.
      for (const subnet of props.VpcConfig.SubnetIds) expect(meant(subnet)?.Properties.MapPublicIpOnLaunch).toBe(false);
    }
  });

  test('has an endpoint for each service that these functions have rights to: no key, queue or table by the way out', () => {
    const needed = new Set(within.flatMap(rightsOf).map((action) => String(action.split(':')[0])));
    for (const service of BY_LAMBDA) needed.delete(service);
    const endpoints = own.byType('AWS::EC2::VPCEndpoint');
    const named = endpoints.map(({ props }) => JSON.stringify(props.ServiceName).match(/\.(\w+)"/)?.[1]);
    expect(named.sort()).toEqual([...needed].sort());
    expect([...needed].sort()).toEqual(['dynamodb', 'kms', 'sqs']);
    const [gateway, ...others] = endpoints.filter(({ props }) => props.VpcEndpointType === 'Gateway');
    // Of a private subnet's own routing table, or the table is reached by the way out after all.
    expect([gateway?.props.RouteTableIds.length, others]).toEqual([4, []]);
    for (const { props } of endpoints.filter((one) => one !== gateway))
      expect(props).toMatchObject({ VpcEndpointType: 'Interface', PrivateDnsEnabled: true });
  });

  test('lets functions out over 443 and nothing in, and lets only them in to the endpoints', () => {
    const groups = own.byType('AWS::EC2::SecurityGroup');
    const [functionsGroup, endpointsGroup] = ['EgressFunctions', 'EgressEndpoints'].map((part) =>
      groups.find(({ id }) => id.includes(part)),
    );
    expect(groups).toHaveLength(2);
    expect(functionsGroup?.props.SecurityGroupIngress).toBeUndefined();
    expect(functionsGroup?.props.SecurityGroupEgress).toEqual([
      expect.objectContaining({ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }),
    ]);
    const ingress = own.byType('AWS::EC2::SecurityGroupIngress');
    expect(ingress.map(({ props }) => [props.IpProtocol, props.FromPort, props.ToPort])).toEqual([['tcp', 443, 443]]);
    expect(ingress[0]?.props.GroupId['Fn::GetAtt'][0]).toBe(endpointsGroup?.id);
    expect(ingress[0]?.props.SourceSecurityGroupId['Fn::GetAtt'][0]).toBe(functionsGroup?.id);
    for (const { props } of within)
      expect(props.VpcConfig.SecurityGroupIds.map((one: { 'Fn::GetAtt': string[] }) => one['Fn::GetAtt'][0])).toEqual([
        functionsGroup?.id,
      ]);
    for (const { props } of own
      .byType('AWS::EC2::VPCEndpoint')
      .filter((one) => one.props.VpcEndpointType !== 'Gateway'))
      expect(props.SecurityGroupIds.map((one: { 'Fn::GetAtt': string[] }) => one['Fn::GetAtt'][0])).toEqual([
        endpointsGroup?.id,
      ]);
  });

  test.each(['1', '2'])('sends from %s addresses, which it tells and which stay when the stack goes', (many) => {
    const { byType, templates } = deployed({ 'folio:egress-addresses': many });
    const gateways = byType('AWS::EC2::NatGateway');
    expect(gateways).toHaveLength(Number(many));
    const told = Object.entries(templates.webhooks.Outputs ?? {}).filter(([name]) => /^Address\d$/.test(name));
    const addresses = byType('AWS::EC2::EIP');
    expect(told.map(([, { Value }]) => Value.Ref).sort()).toEqual(addresses.map(({ id }) => id).sort());
    for (const { props, meant } of gateways) expect(meant(props.AllocationId)?.Type).toBe('AWS::EC2::EIP');
    for (const { resource } of addresses)
      expect(resource).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    // Every private subnet leads out by one of them.
    const ways = byType('AWS::EC2::Route').filter(({ props }) => props.NatGatewayId !== undefined);
    expect(ways).toHaveLength(2);
    expect(new Set(ways.map(({ props }) => props.NatGatewayId.Ref)).size).toBe(Number(many));
  });

  test('gives the rights that an interface takes to these two functions and to nobody else', () => {
    const holders = functions.filter((fn) => rightsOf(fn).some((action) => action.startsWith('ec2:')));
    expect(holders.map(({ id }) => id).sort()).toEqual(within.map(({ id }) => id).sort());
  });

  test.each(['0', '3', 'one'])('is refused with %s addresses', (many) => {
    expect(() => newFolio({ 'folio:egress-addresses': many })).toThrow('must be a whole number from 1 to 2');
  });
});
