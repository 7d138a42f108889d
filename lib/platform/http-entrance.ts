import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnApi, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { MINUTE, raiseAlarm } from './alarms.ts';
import type { DomainKey } from './domain-key.ts';

/** Requests per second and at once, over all clients: AWS applies them as best it can, so they guard cost, not fairness. */
const THROTTLE = { ratePerSecond: 2000, burst: 1000 };

/**
 * Answers of 500 and above in a minute that need nobody's attention. Counted by the gateway, so those of functions that could not
 * be run at all are among them.
 */
const FAILURES = 5;

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
  /** `https://...`, without a slash at its end. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: HttpEntranceProps) {
    super(scope, id);
    const api = new CfnApi(this, 'Api', { name: props.name, protocolType: 'HTTP' });
    this.apiId = api.ref;
    this.url = api.attrApiEndpoint;
    const log = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.ONE_YEAR,
      encryptionKey: props.key.key,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    new CfnStage(this, 'DefaultStage', {
      apiId: this.apiId,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: log.logGroupArn, format: JSON.stringify(ACCESS_LINE) },
      defaultRouteSettings: {
        throttlingRateLimit: THROTTLE.ratePerSecond,
        throttlingBurstLimit: THROTTLE.burst,
      },
    });
    raiseAlarm(this, 'Fails', {
      owner: 'platform',
      tier: 1,
      runbook: 'http-function',
      topicArn: props.alarmTopicArn,
      says: `The HTTP API answers more than ${FAILURES} requests a minute with a 5xx.`,
      metric: new Metric({
        namespace: 'AWS/ApiGateway',
        metricName: '5xx',
        dimensionsMap: { ApiId: this.apiId },
        period: MINUTE,
        statistic: 'Sum',
      }),
      above: FAILURES,
    });
  }
}
