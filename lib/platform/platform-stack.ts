import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { AccountWatch } from './account-watch.ts';
import { mailAlarms } from './alarm-mail.ts';
import { Backups } from './backups.ts';
import { watchCostAnomalies } from './cost-anomalies.ts';
import { Dashboard } from './dashboard.ts';
import type { Deployment } from './deployment.ts';
import { DomainKey } from './domain-key.ts';
import { DomainStack } from './domain-stack.ts';
import { EventHub } from './event-hub.ts';
import { HttpEntrance } from './http-entrance.ts';
import { watchBudget } from './monthly-budget.ts';
import { namedOutput } from './named-output.ts';
import { publishStackParameter } from './stack-parameters.ts';

/** What all domains share and none owns: the HTTP API, the bus, and the topic that alarms are told to. */
export class PlatformStack extends DomainStack {
  constructor(scope: Construct, deployment: Deployment) {
    super(scope, deployment, 'Platform', {
      ...{ owner: 'platform', tier: 1, runbook: 'event-bus', dataClass: 'internal' },
      purpose: 'What all domains share: the bus of events, the API’s gateway, and the topic of alarms.',
    });
    const key = new DomainKey(this, 'Key', 'platform');
    key.allowService('cloudwatch.amazonaws.com');
    const name = `${deployment.prefix}folio`;

    const alarms = new Topic(this, 'Alarms', {
      displayName: `${deployment.prefix}Folio alarms`,
      ...key.forTopic,
      enforceSSL: true,
    });
    // A topic with a policy of its own loses AWS' default one, which would have let alarms in.
    alarms.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [alarms.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    const entrance = new HttpEntrance(this, 'Http', { name, key, alarmTopicArn: alarms.topicArn });
    const hub = new EventHub(this, 'Events', { name, key, alarmTopicArn: alarms.topicArn });

    mailAlarms(alarms);
    watchBudget(this);
    watchCostAnomalies(this);
    Backups.of(this, key);
    new AccountWatch(this, 'AccountWatch', { alarmTopicArn: alarms.topicArn });
    new Dashboard(this, 'Dashboard', { apiId: entrance.apiId, region: this.region });

    publishStackParameter(this, deployment, 'apiId', entrance.apiId);
    publishStackParameter(this, deployment, 'apiUrl', entrance.url);
    publishStackParameter(this, deployment, 'accessLogName', entrance.accessLogName);
    publishStackParameter(this, deployment, 'busName', hub.busName);
    publishStackParameter(this, deployment, 'busArn', hub.busArn);
    publishStackParameter(this, deployment, 'alarmTopicArn', alarms.topicArn);
    if (key.key !== undefined) publishStackParameter(this, deployment, 'dataKeyArn', key.key.keyArn);
    namedOutput(this, 'Url', { value: entrance.url, description: 'The base URL of the API' });
    namedOutput(this, 'AlarmTopic', { value: alarms.topicArn, description: 'Subscribe to it to be told of alarms' });
    namedOutput(this, 'EventBus', { value: hub.busName, description: 'What every domain publishes its events on' });
  }
}
