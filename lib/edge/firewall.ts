import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';

/** Requests of one address in five minutes: what a bank's whole integration behind one address asks is below, a flood is not. */
const OF_ONE_ADDRESS = 30_000;
/** Of tokens: each client takes one an hour. */
const TOKENS_OF_ONE_ADDRESS = 300;

/**
 * AWS' lists that say nothing of bodies: those that do count a large batch, or a bank's file, as an attack. An address that is known for bad is
 * refused, and so is what only an attack asks for.
 */
const LISTS = ['AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet'] as const;

/** What is refused before it is paid for as a request. It stands in CloudFront's region. */
export const firewall = (scope: Construct, prefix: string): CfnWebACL => {
  const seen = (metricName: string) => ({
    cloudWatchMetricsEnabled: true,
    metricName: `${prefix}folio-${metricName}`,
    sampledRequestsEnabled: false,
  });
  const limited = (name: string, priority: number, limit: number, path?: string): CfnWebACL.RuleProperty => ({
    name,
    priority,
    action: { block: { customResponse: { responseCode: 429 } } },
    statement: {
      rateBasedStatement: {
        aggregateKeyType: 'IP',
        limit,
        ...(path === undefined
          ? {}
          : {
              scopeDownStatement: {
                byteMatchStatement: {
                  fieldToMatch: { uriPath: {} },
                  positionalConstraint: 'EXACTLY',
                  searchString: path,
                  textTransformations: [{ priority: 0, type: 'NONE' }],
                },
              },
            }),
      },
    },
    visibilityConfig: seen(name),
  });
  return new CfnWebACL(scope, 'Firewall', {
    name: `${prefix}folio`,
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: seen('firewall'),
    rules: [
      limited('tokens', 0, TOKENS_OF_ONE_ADDRESS, '/oauth/token'),
      limited('requests', 1, OF_ONE_ADDRESS),
      ...LISTS.map((name, index) => ({
        name,
        priority: 2 + index,
        overrideAction: { none: {} },
        statement: { managedRuleGroupStatement: { vendorName: 'AWS', name } },
        visibilityConfig: seen(name),
      })),
    ],
  });
};
