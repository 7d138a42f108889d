import { arn, fn, grant, type Resources, ref, role, statement, tagged } from './fixture.ts';
import { bus, granted, queue } from './parts.ts';

/** What the templates do not tell, and how it is shown. */
export const HOLES: readonly (readonly [string, Resources, string])[] = [
  ['data of any table', granted(statement('dynamodb:GetItem', '*')), '*'],
  [
    'a table by a name that no template gives',
    granted(statement('dynamodb:GetItem', 'arn:aws:dynamodb:*:*:table/other')),
    'arn:aws:dynamodb:*:*:table/other',
  ],
  [
    'a resource that is not there',
    granted(statement('dynamodb:GetItem', arn('Gone'))),
    'Gone, which is not in the template of A',
  ],
  ['events of any type', { ...granted(statement('events:PutEvents', arn('Bus'))), Bus: bus }, 'any event to a/bus'],
  [
    'events by a condition that lets more through than it lists',
    {
      ...granted(
        statement('events:PutEvents', arn('Bus'), { Condition: { StringLike: { 'events:detail-type': ['a.*'] } } }),
      ),
      Bus: bus,
    },
    'any event to a/bus',
  ],
  [
    'an action that the catalog does not know',
    { ...granted(statement('sqs:Frobnicate', arn('Work'))), Work: queue },
    'sqs:Frobnicate',
  ],
  [
    'everything but something',
    { ...fn('Api'), R: grant('ApiRole', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }) },
    '"iam:*"',
  ],
  [
    'a managed policy',
    {
      ...fn('Api'),
      ApiRole: role('lambda.amazonaws.com', { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }),
    },
    'arn:aws:iam::aws:policy/AdministratorAccess',
  ],
  ['a layer', fn('Api', { Layers: ['arn:aws:lambda:eu:1:layer:x:1'] }), '"arn:aws:lambda:eu:1:layer:x:1"'],
  [
    'an ARN in an environment',
    fn('Api', { Environment: { Variables: { T: 'arn:aws:sns:eu:1:x' } } }),
    'arn:aws:sns:eu:1:x',
  ],
  [
    'a queue that another account has',
    {
      ...fn('Api'),
      M: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FunctionName: ref('Api'), EventSourceArn: 'arn:aws:sqs:eu:2:q' },
      },
    },
    'arn:aws:sqs:eu:2:q',
  ],
  [
    'an alarm on nothing of ours',
    { Odd: { Type: 'AWS::CloudWatch::Alarm', Properties: { Dimensions: [] } } },
    'what it watches',
  ],
  [
    'a pattern without types',
    { Bus: bus, Any: tagged('a', 'AWS::Events::Rule', { EventBusName: ref('Bus'), EventPattern: { source: ['a'] } }) },
    'any event of a/bus',
  ],
  [
    'who may call, from anywhere',
    {
      ...fn('Api'),
      P: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: ref('Api'), Principal: 's3.amazonaws.com' } },
    },
    's3.amazonaws.com',
  ],
];
