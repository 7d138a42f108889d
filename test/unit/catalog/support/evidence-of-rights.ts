import { arn, fn, join, type Resources, ref, role, statement } from './fixture.ts';
import { bucket, bus, granted, key, ofTypes, queue, table } from './parts.ts';

/** Rights in the template, and every edge that they come to. */
export const OF_RIGHTS: readonly (readonly [string, Resources, readonly string[]])[] = [
  [
    'a right to get items, and one to an index of the same table',
    {
      ...granted(statement(['dynamodb:GetItem', 'dynamodb:Query'], [arn('Store'), join(arn('Store'), '/index/due')])),
      Store: table,
    },
    ['a/api reads a/store'],
  ],
  [
    'a right to change items, and to check conditions',
    { ...granted(statement(['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'], arn('Store'))), Store: table },
    ['a/api reads a/store', 'a/api writes a/store'],
  ],
  [
    'rights to a stream, which looking at streams comes with',
    { ...granted(statement('dynamodb:GetRecords', { 'Fn::GetAtt': ['Store', 'StreamArn'] })), Store: table },
    ['a/api consumes a/store'],
  ],
  ['a right to send', { ...granted(statement('sqs:SendMessage', arn('Work'))), Work: queue }, ['a/api writes a/work']],
  [
    'rights to receive, with the one to look at the queue',
    { ...granted(statement(['sqs:ReceiveMessage', 'sqs:GetQueueAttributes'], arn('Work'))), Work: queue },
    ['a/api consumes a/work'],
  ],
  [
    'a right to put objects under any name',
    { ...granted(statement('s3:PutObject', join(arn('Aside'), '/*'))), Aside: bucket },
    ['a/api writes a/aside'],
  ],
  [
    'rights to a key for data, and to one for signatures',
    { ...granted(statement('kms:Decrypt', arn('Data')), statement('kms:Sign', arn('Token'))), Data: key, Token: key },
    ['a/api decrypts a/data', 'a/api signs a/token'],
  ],
  [
    'a right to call an alias, by reference and by a name that is put together',
    {
      ...granted(statement('lambda:InvokeFunction', [ref('Live2'), join(arn('Other'), ':live')])),
      ...fn('Other'),
      Live2: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: ref('Other') } },
    },
    ['a/api calls a/other'],
  ],
  [
    'a right to publish two types of event',
    { ...granted(statement('events:PutEvents', arn('Bus'), ofTypes('a.B', 'a.C'))), Bus: bus },
    ['a/api publishes a/bus (a.B)', 'a/api publishes a/bus (a.C)'],
  ],
  [
    'a right in an inline policy of the role',
    {
      ...fn('Api'),
      ApiRole: role('lambda.amazonaws.com', {
        Policies: [{ PolicyDocument: { Statement: statement('dynamodb:GetItem', arn('Store')) } }],
      }),
      Store: table,
    },
    ['a/api reads a/store'],
  ],
  [
    'all actions of a service by wildcard',
    { ...granted(statement('sqs:*', arn('Work'))), Work: queue },
    ['a/api consumes a/work', 'a/api writes a/work'],
  ],
  [
    'a right to what is deployed, which AWS has no resource for',
    granted(statement(['xray:PutTraceSegments', 'ssm:GetParameter'], '*')),
    ['a/api operates aws/ssm', 'a/api operates aws/xray'],
  ],
  [
    'a right to names that CloudFormation makes: those that match',
    {
      ...granted(statement('lambda:InvokeFunction', 'arn:aws:lambda:*:*:function:A-Oth*:live')),
      ...fn('Other'),
      ...fn('Third'),
    },
    ['a/api calls a/other'],
  ],
  [
    'a right to a resource by its own name',
    { ...granted(statement('events:PutEvents', 'arn:aws:events:*:*:event-bus/events', ofTypes('a.B'))), Bus: bus },
    ['a/api publishes a/bus (a.B)'],
  ],
];
