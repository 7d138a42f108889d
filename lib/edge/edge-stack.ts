import { CfnCachePolicy, CfnDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { Deployment } from '../platform/deployment.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { acknowledge } from '../platform/nag.ts';
import { namedOutput } from '../platform/named-output.ts';
import { type OwnDomain, ownDomain } from '../platform/own-domain.ts';
import { WrongOption } from '../platform/wrong-option.ts';
import { firewall } from './firewall.ts';

/** Where CloudFront looks for certificates and firewalls, wherever the API is. */
const EDGE_REGION = 'us-east-1';

/** Of CloudFront itself (CloudFront guide, "Use managed cache policies" and "... origin request policies"). */
const NOT_CACHED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const ALL_BUT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';
/** The zone of every distribution (Route 53 guide, "AliasTarget"). */
const ZONE_OF_CLOUDFRONT = 'Z2FDTNDATAQYW2';

/** More than the gateway's 30 s. */
const ORIGIN_SECONDS = 31;

/** How long keys and discovery are kept at most; identity itself says how long they are fresh, and that they may be used where it fails. */
const KEYS_KEPT_SECONDS = 86_400;

/** An edge that the deployment asks for, in a stack that says where. */
export const edgeOf = (scope: Construct): OwnDomain | undefined => {
  const domain = ownDomain(scope);
  return domain?.edgeCertificate === undefined ? undefined : domain;
};

/**
 * What stands in front of the API where the deployment asks for it: CloudFront with a firewall, under the name that clients know. Nothing
 * is cached but discovery and keys, which are answered from there while identity cannot be run. It has a stack of its own
 * since CloudFront takes certificates and firewalls of one region only.
 */
export class EdgeStack extends DomainStack {
  constructor(scope: Construct, deployment: Deployment, { name, apiName, edgeCertificate, hostedZone }: OwnDomain) {
    const { place } = deployment;
    if (place === undefined)
      throw new WrongOption(
        "Context 'folio:edge-certificate' needs a file of the stage: CloudFront's region is another one, so the account has to be said.",
      );
    const purpose = 'What stands before the API: its own name, CloudFront and a firewall.';
    const owned = { owner: 'platform', tier: 1, runbook: 'http-function', dataClass: 'internal' } as const;
    const ownership = { ...owned, purpose };
    super(scope, { ...deployment, place: { ...place, region: EDGE_REGION } }, 'Edge', ownership);
    const keys = new CfnCachePolicy(this, 'Keys', {
      cachePolicyConfig: {
        name: `${deployment.prefix}folio-keys`,
        comment: 'Discovery and keys: as long as identity says, and for a day where it fails',
        minTtl: 0,
        defaultTtl: 300,
        maxTtl: KEYS_KEPT_SECONDS,
        parametersInCacheKeyAndForwardedToOrigin: {
          cookiesConfig: { cookieBehavior: 'none' },
          headersConfig: { headerBehavior: 'none' },
          queryStringsConfig: { queryStringBehavior: 'none' },
          enableAcceptEncodingGzip: true,
        },
      },
    });
    const common = { targetOriginId: 'api', viewerProtocolPolicy: 'https-only', compress: true };
    const distribution = new CfnDistribution(this, 'Distribution', {
      distributionConfig: {
        enabled: true,
        comment: `${deployment.prefix}Folio`,
        aliases: [name],
        httpVersion: 'http2and3',
        ipv6Enabled: true,
        webAclId: firewall(this, deployment.prefix).attrArn,
        viewerCertificate: {
          acmCertificateArn: edgeCertificate ?? '',
          sslSupportMethod: 'sni-only',
          minimumProtocolVersion: 'TLSv1.2_2021',
        },
        origins: [
          {
            id: 'api',
            domainName: apiName,
            customOriginConfig: {
              originProtocolPolicy: 'https-only',
              originSslProtocols: ['TLSv1.2'],
              originReadTimeout: ORIGIN_SECONDS,
            },
          },
        ],
        defaultCacheBehavior: {
          ...common,
          allowedMethods: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
          cachePolicyId: NOT_CACHED,
          // The gateway finds its API by the Host, which is its own name and not the edge's.
          originRequestPolicyId: ALL_BUT_HOST,
        },
        cacheBehaviors: [
          { ...common, pathPattern: '/.well-known/*', allowedMethods: ['GET', 'HEAD'], cachePolicyId: keys.ref },
        ],
      },
    });
    acknowledge(distribution, 'AwsSolutions-CFR1', 'Who may call is said by tokens, and not by where somebody is.');
    acknowledge(
      distribution,
      'AwsSolutions-CFR3',
      'The gateway writes a line for each request, and the firewall counts what it refuses.',
    );
    if (hostedZone !== undefined)
      for (const type of ['A', 'AAAA'])
        new CfnRecordSet(this, `Name${type}`, {
          ...{ hostedZoneId: hostedZone, name, type },
          aliasTarget: { dnsName: distribution.attrDomainName, hostedZoneId: ZONE_OF_CLOUDFRONT },
        });
    namedOutput(this, 'NameTarget', {
      value: distribution.attrDomainName,
      description: `Where the name ${name} has to lead`,
    });
  }
}
