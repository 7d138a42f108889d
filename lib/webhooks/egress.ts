import { Stack } from 'aws-cdk-lib';
import {
  type CfnEIP,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { contextNumber } from '../platform/context-number.ts';
import { keptAfter } from '../platform/ephemeral.ts';
import { acknowledge, asFound } from '../platform/nag.ts';
import { namedOutput } from '../platform/named-output.ts';
import type { Network } from '../platform/released-function.ts';

/** Fixed addresses from which webhooks are sent, one for each zone, by `-c folio:egress-addresses=`: each is some $33 a month. */
const ADDRESSES = 'folio:egress-addresses';
const ZONES = 2;

/** Room for a thousand functions' network interfaces; nothing is called within it, so it may be any. */
const RANGE = '10.70.0.0/20';

/** How many fixed addresses the deployment wants; none where it says nothing. @throws Error where it cannot be meant */
const wanted = (scope: Construct): number | undefined => contextNumber(scope, ADDRESSES, { least: 1, most: ZONES });

/**
 * The network of the functions that send webhooks, where receivers ask for an address to let in: two zones, out by gateways with addresses that
 * stay, over 443 and nothing else. The table, keys and queues are reached by endpoints, and not by the way out.
 */
export class Egress extends Construct implements Network {
  readonly vpc: IVpc;
  readonly securityGroups: readonly SecurityGroup[];

  private constructor(scope: Construct, addresses: number) {
    super(scope, 'Egress');
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr(RANGE),
      maxAzs: ZONES,
      natGateways: addresses,
      // It would take a function of the CDK's own, and nobody uses that group.
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'Out', subnetType: SubnetType.PUBLIC, cidrMask: 28 },
        { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 22 },
      ],
      gatewayEndpoints: { Table: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
    });
    this.vpc = vpc as IVpc;
    acknowledge(
      vpc,
      'AwsSolutions-VPC7',
      'Each attempt of a delivery is on record with its host and its answer; nothing else leaves it.',
    );
    const functions = new SecurityGroup(this, 'Functions', {
      vpc: this.vpc,
      description: 'Functions that send webhooks: out over 443',
      allowAllOutbound: false,
    });
    functions.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'TLS to receivers, and to AWS');
    this.securityGroups = [functions];
    const endpoints = new SecurityGroup(this, 'Endpoints', {
      vpc: this.vpc,
      description: 'Endpoints of AWS: in from the functions over 443',
      allowAllOutbound: false,
    });
    endpoints.addIngressRule(functions, Port.tcp(443), 'TLS');
    for (const service of [InterfaceVpcEndpointAwsService.KMS, InterfaceVpcEndpointAwsService.SQS])
      vpc.addInterfaceEndpoint(service.shortName, { service, securityGroups: [endpoints], open: false });
    this.#keepAddresses();
  }

  /** Undefined where the deployment asks for no address. */
  static of(scope: Construct): Egress | undefined {
    const addresses = wanted(scope);
    return addresses === undefined ? undefined : new Egress(scope, addresses);
  }

  /** Lets a function have an interface in the network. Lambda looks for the right to all of the account's before it makes one. */
  grant(grantee: IGrantable & Construct): void {
    const stack = Stack.of(this);
    const interfaces = stack.formatArn({ service: 'ec2', resource: '*', resourceName: '*' });
    const changes = [
      'CreateNetworkInterface',
      'DeleteNetworkInterface',
      'AssignPrivateIpAddresses',
      'UnassignPrivateIpAddresses',
    ];
    const allow = (actions: readonly string[], resource: string): void =>
      void grantee.grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({ actions: actions.map((action) => `ec2:${action}`), resources: [resource] }),
      );
    allow(changes, interfaces);
    allow(['DescribeNetworkInterfaces', 'DescribeSubnets'], '*');
    acknowledge(
      grantee,
      `AwsSolutions-IAM5[Resource::${asFound(this, interfaces)}]`,
      'Lambda makes an interface in the name of the function, and refuses a narrower right (Lambda guide, "Required IAM permissions").',
    );
  }

  /** Receivers have written them down. */
  #keepAddresses(): void {
    const addresses = this.vpc.publicSubnets.flatMap((subnet) => {
      const eip = subnet.node.tryFindChild('EIP') as CfnEIP | undefined;
      return eip === undefined ? [] : [eip];
    });
    for (const [index, eip] of addresses.entries()) {
      eip.applyRemovalPolicy(keptAfter(this));
      namedOutput(this, `Address${index}`, { value: eip.ref, description: 'Webhooks are sent from here' });
    }
  }
}
