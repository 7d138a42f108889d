import { CfnApi, CfnApiMapping, CfnDomainName, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnMetricFilter, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { MINUTE, raiseAlarm } from './alarms.ts';
import type { DomainKey } from './domain-key.ts';
import { keptAfter } from './ephemeral.ts';
import { logDays } from './log-days.ts';
import { namedOutput } from './named-output.ts';
import { type OwnDomain, ownDomain } from './own-domain.ts';
import { metricNamespace } from './stage.ts';

/** Requests per second and at once, over all clients: AWS applies them as best it can, so they guard cost, not fairness. */
const THROTTLE = { ratePerSecond: 2000, burst: 1000 };

/**
 * Answers of 500 and above in a minute that need nobody's attention. Counted by the gateway, so those of functions that could not
 * be run at all are among them.
 */
const FAILURES = 5;

/** On average, over all requests: one hot account does not make it, a store or a function that is in trouble does. */
const SLOW_MS = 2_000;
const SLOW_MINUTES = 5;

/** Every token is refused where the gateway cannot fetch the keys that verify them, and no function sees it. */
const UNAUTHORIZED = 'unauthorized';
const REFUSED = 300;
const REFUSED_MINUTES = 3;

/** One line per request. No header, no query, no path with ids: nothing that a token or a person could be read from. */
const ACCESS_LINE = {
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  ms: '$context.responseLatency',
  integrationMs: '$context.integrationLatency',
  integrationStatus: '$context.integrationStatus',
  tenant: '$context.authorizer.claims.tenant',
  clientId: '$context.authorizer.claims.client_id',
  authorizerError: '$context.authorizer.error',
  error: '$context.error.message',
  ip: '$context.identity.sourceIp',
};

export interface HttpEntranceProps {
  readonly name: string;
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
}

/** The one HTTP API. Its routes belong to the domains' stacks and appear on the default stage as these are deployed. */
export class HttpEntrance extends Construct {
  readonly apiId: string;
  /** The log group that has a line for each request. */
  readonly accessLogName: string;
  /** `https://...`, without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: HttpEntranceProps) {
    super(scope, id);
    const domain = ownDomain(this);
    // Whoever knew the API's own name would come in past what stands before it, and past a client's certificate.
    const closed = domain === undefined ? {} : { disableExecuteApiEndpoint: true };
    const api = new CfnApi(this, 'Api', { name: props.name, protocolType: 'HTTP', ...closed });
    this.apiId = api.ref;
    this.url = domain === undefined ? api.attrApiEndpoint : `https://${domain.name}`;
    const log = new LogGroup(this, 'AccessLog', {
      retention: logDays(this, RetentionDays.ONE_YEAR),
      ...props.key.forLogs,
      removalPolicy: keptAfter(this),
    });
    this.accessLogName = log.logGroupName;
    const stage = new CfnStage(this, 'DefaultStage', {
      apiId: this.apiId,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: log.logGroupArn, format: JSON.stringify(ACCESS_LINE) },
      defaultRouteSettings: {
        throttlingRateLimit: THROTTLE.ratePerSecond,
        throttlingBurstLimit: THROTTLE.burst,
      },
    });
    if (domain !== undefined) this.#name(domain, stage);
    this.#watch(log, props.alarmTopicArn);
  }

  /** Makes the API answer under its own name; who has no zone here points the name at the outputs. */
  #name({ apiName, name, certificate, truststore, hostedZone }: OwnDomain, stage: CfnStage): void {
    const domainName = new CfnDomainName(this, 'Domain', {
      domainName: apiName,
      domainNameConfigurations: [{ certificateArn: certificate, endpointType: 'REGIONAL', securityPolicy: 'TLS_1_2' }],
      ...(truststore === undefined ? {} : { mutualTlsAuthentication: { truststoreUri: truststore } }),
    });
    const mapping = new CfnApiMapping(this, 'Mapping', { apiId: this.apiId, domainName: apiName, stage: '$default' });
    mapping.node.addDependency(domainName, stage);
    const target = { dnsName: domainName.attrRegionalDomainName, hostedZoneId: domainName.attrRegionalHostedZoneId };
    if (hostedZone !== undefined)
      new CfnRecordSet(this, 'Name', { hostedZoneId: hostedZone, name: apiName, type: 'A', aliasTarget: target });
    namedOutput(this, 'NameTarget', {
      value: target.dnsName,
      description: `Where the name ${apiName} has to lead${apiName === name ? '' : `; ${name} leads to the edge`}`,
    });
  }

  #watch(log: LogGroup, topicArn: string): void {
    const owned = { owner: 'platform', tier: 1, runbook: 'http-function', topicArn } as const;
    const ofGateway = (metricName: string, statistic: string): Metric =>
      new Metric({
        namespace: 'AWS/ApiGateway',
        metricName,
        dimensionsMap: { ApiId: this.apiId },
        period: MINUTE,
        statistic,
      });
    raiseAlarm(this, 'Fails', {
      ...owned,
      says: `API Gateway 5xx: the HTTP API answers more than ${FAILURES} requests a minute with a 5xx.`,
      metric: ofGateway('5xx', 'Sum'),
      above: FAILURES,
    });
    raiseAlarm(this, 'Slow', {
      ...owned,
      tier: 2,
      says: `API Gateway latency: requests take ${SLOW_MS} ms on average, for ${SLOW_MINUTES} minutes.`,
      metric: ofGateway('Latency', 'Average'),
      above: SLOW_MS,
      periods: SLOW_MINUTES,
    });
    const namespace = metricNamespace(this);
    new CfnMetricFilter(this, 'UnauthorizedFilter', {
      logGroupName: log.logGroupName,
      filterPattern: '{ $.status = "401" }',
      metricTransformations: [{ metricNamespace: namespace, metricName: UNAUTHORIZED, metricValue: '1' }],
    });
    raiseAlarm(this, 'Unauthorized', {
      ...owned,
      says: `API Gateway 401: more than ${REFUSED} requests a minute have no valid token, for ${REFUSED_MINUTES} minutes.`,
      metric: new Metric({ namespace, metricName: UNAUTHORIZED, period: MINUTE, statistic: 'Sum' }),
      above: REFUSED,
      periods: REFUSED_MINUTES,
    });
  }
}
