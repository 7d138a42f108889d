import { arn, fn, grant, join, type Resources, ref, role, statement, tagged } from './fixture.ts';
import { api, bucket, bus, key, live, queue, route, table, topic, way } from './parts.ts';

/** How functions are run, what guards and watches them, and every edge that it comes to. */
export const OF_WIRING: readonly (readonly [string, Resources, readonly string[]])[] = [
  [
    'a schedule, which calls by a role of its own and parks what failed',
    {
      ...fn('Api'),
      ...live,
      Clock: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          Target: { Arn: ref('Live'), RoleArn: arn('ClockRole'), DeadLetterConfig: { Arn: arn('Dead') } },
        },
      },
      ClockRole: role('scheduler.amazonaws.com'),
      ClockRights: grant(
        'ClockRole',
        statement('lambda:InvokeFunction', ref('Live')),
        statement('sqs:SendMessage', arn('Dead')),
      ),
      Dead: queue,
    },
    ['a/clock parksIn a/dead', 'a/clock schedules a/api'],
  ],
  [
    'a mapping from a queue, and one from a stream that puts aside what failed',
    {
      ...fn('Api'),
      ...live,
      Work: queue,
      Store: table,
      Aside: bucket,
      M1: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FunctionName: ref('Live'), EventSourceArn: arn('Work') },
      },
      M2: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          FunctionName: ref('Live'),
          EventSourceArn: { 'Fn::GetAtt': ['Store', 'StreamArn'] },
          DestinationConfig: { OnFailure: { Destination: arn('Aside') } },
        },
      },
    },
    ['a/api consumes a/store', 'a/api consumes a/work', 'a/api parksIn a/aside'],
  ],
  [
    'where asynchronous calls go that failed',
    {
      ...fn('Api'),
      Dead: queue,
      Config: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: { FunctionName: ref('Api'), DestinationConfig: { OnFailure: { Destination: arn('Dead') } } },
      },
    },
    ['a/api parksIn a/dead'],
  ],
  [
    'a rule from our bus to a queue, which lets it in',
    {
      Bus: bus,
      Work: queue,
      Dead: queue,
      OnB: tagged('a', 'AWS::Events::Rule', {
        EventBusName: ref('Bus'),
        EventPattern: { source: ['a'], 'detail-type': ['a.B'] },
        Targets: [{ Arn: arn('Work'), DeadLetterConfig: { Arn: arn('Dead') } }],
      }),
      LetIn: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [ref('Work')],
          PolicyDocument: {
            Statement: [
              {
                Effect: 'Allow',
                Action: 'sqs:SendMessage',
                Principal: { Service: 'events.amazonaws.com' },
                Condition: { ArnEquals: { 'aws:SourceArn': arn('OnB') } },
              },
            ],
          },
        },
      },
    },
    ['a/on-b parksIn a/dead', 'a/on-b subscribes a/bus (a.B)', 'a/on-b writes a/work'],
  ],
  [
    'a rule on the bus that every account has',
    {
      Work: queue,
      OnCall: tagged('a', 'AWS::Events::Rule', {
        EventPattern: { 'detail-type': ['AWS API Call via CloudTrail'] },
        Targets: [{ Arn: arn('Work') }],
      }),
    },
    ['a/on-call subscribes aws/default-bus (AWS API Call via CloudTrail)', 'a/on-call writes a/work'],
  ],
  [
    'a route that an authorizer guards, whose issuer is somebody else',
    {
      ...fn('Api'),
      ...live,
      Gate: api,
      Way: way,
      Route: route({ AuthorizerId: ref('Tokens'), AuthorizationType: 'JWT' }),
      Tokens: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: { ApiId: ref('Gate'), JwtConfiguration: { Issuer: 'https://login.example/realm' } },
      },
    },
    [
      'a/GET /v1/a authorizedBy a/tokens',
      'a/api exposes a/GET /v1/a',
      'a/gate exposes a/GET /v1/a',
      'a/tokens calls issuer/login.example',
    ],
  ],
  [
    'keys of table, queue, bucket, bus, topic and log',
    {
      Data: key,
      Store: tagged('a', 'AWS::DynamoDB::Table', { SSESpecification: { KMSMasterKeyId: arn('Data') } }),
      Work: tagged('a', 'AWS::SQS::Queue', { KmsMasterKeyId: arn('Data') }),
      Aside: tagged('a', 'AWS::S3::Bucket', {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { KMSMasterKeyID: arn('Data') } }],
        },
      }),
      Bus: tagged('a', 'AWS::Events::EventBus', { KmsKeyIdentifier: arn('Data') }),
      Rings: tagged('a', 'AWS::SNS::Topic', { KmsMasterKeyId: ref('Data') }),
      ...fn('Api', { LoggingConfig: { LogGroup: ref('Logs') } }),
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { KmsKeyId: arn('Data') } },
    },
    ['a/api', 'a/aside', 'a/bus', 'a/rings', 'a/store', 'a/work'].map((from) => `${from} encryptedBy a/data`),
  ],
  [
    'dead letters of a queue, a bus and a function',
    {
      Dead: queue,
      Work: tagged('a', 'AWS::SQS::Queue', { RedrivePolicy: { deadLetterTargetArn: arn('Dead') } }),
      Bus: tagged('a', 'AWS::Events::EventBus', { DeadLetterConfig: { Arn: arn('Dead') } }),
      ...fn('Api', { DeadLetterConfig: { TargetArn: arn('Dead') } }),
    },
    ['a/api', 'a/bus', 'a/work'].map((from) => `${from} parksIn a/dead`),
  ],
  [
    'alarms by a dimension, by a formula, by the domain; and whom they tell',
    {
      ...fn('Api'),
      Work: queue,
      Rings: topic,
      Late: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': ['Work', 'QueueName'] } }],
          AlarmActions: [ref('Rings')],
        },
      },
      Rate: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          Metrics: [
            { Expression: 'a / b' },
            { MetricStat: { Metric: { Dimensions: [{ Name: 'FunctionName', Value: ref('Api') }] } } },
          ],
        },
      },
      Faults: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { Dimensions: [{ Name: 'service', Value: 'a' }] },
      },
    },
    ['a/faults watches a', 'a/late notifies a/rings', 'a/late watches a/work', 'a/rate watches a/api'],
  ],
  [
    'alarms without dimensions: on a metric that is counted in a log, and on a service in the whole account',
    {
      ...fn('Api', { LoggingConfig: { LogGroup: ref('Logs') } }),
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: {} },
      Filter: {
        Type: 'AWS::Logs::MetricFilter',
        Properties: {
          LogGroupName: ref('Logs'),
          MetricTransformations: [{ MetricNamespace: 'Ours', MetricName: 'refused' }],
        },
      },
      Refused: { Type: 'AWS::CloudWatch::Alarm', Properties: { Namespace: 'Ours', MetricName: 'refused' } },
      Full: { Type: 'AWS::CloudWatch::Alarm', Properties: { Namespace: 'AWS/Lambda', MetricName: 'All' } },
    },
    ['a/full watches aws/lambda', 'a/refused watches a/api'],
  ],
  [
    'the alarms and the role by which CodeDeploy takes a version back',
    {
      ...fn('Api'),
      Live: {
        Type: 'AWS::Lambda::Alias',
        Properties: { FunctionName: ref('Api') },
        UpdatePolicy: {
          CodeDeployLambdaAliasUpdate: { ApplicationName: ref('App'), DeploymentGroupName: ref('Group') },
        },
      },
      App: { Type: 'AWS::CodeDeploy::Application' },
      Group: {
        Type: 'AWS::CodeDeploy::DeploymentGroup',
        Properties: {
          ApplicationName: ref('App'),
          ServiceRoleArn: arn('Canary'),
          AlarmConfiguration: { Alarms: [{ Name: ref('Bad') }] },
        },
      },
      Canary: role('codedeploy.eu-central-1.amazonaws.com'),
      CanaryRights: grant(
        'Canary',
        statement('cloudwatch:DescribeAlarms', arn('Bad')),
        statement('lambda:UpdateAlias', join(arn('Api'), ':live')),
      ),
      Bad: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { Dimensions: [{ Name: 'FunctionName', Value: ref('Api') }] },
      },
    },
    ['a/api takenBackBy a/bad', 'a/bad watches a/api'],
  ],
  [
    'an environment that names what may be used, what may not, and a URL',
    {
      ...fn('Api', {
        Environment: { Variables: { T: ref('Store'), Q: ref('Work'), WORD: 'eur', U: 'https://bank.example/v1' } },
      }),
      Rights: grant('ApiRole', statement('dynamodb:GetItem', arn('Store'))),
      Store: table,
      Work: queue,
    },
    ['a/api calls host/bank.example', 'a/api mentions a/work', 'a/api reads a/store'],
  ],
  [
    'a resource of the app’s own kind, which calls a function while the stack is deployed',
    { ...fn('Keeper'), Kept: { Type: 'Custom::Kept', Properties: { ServiceToken: arn('Keeper') } } },
    ['a releasedBy a/keeper'],
  ],
];
