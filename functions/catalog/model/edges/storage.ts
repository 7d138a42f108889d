import type { EdgeSet } from '../edge-set.ts';
import { at, listOf, textOf } from '../template.ts';
import { link } from './link.ts';

/** Where the key of each type of resource stands. */
const KEYS: readonly (readonly [string, readonly (string | number)[]])[] = [
  ['AWS::DynamoDB::Table', ['SSESpecification', 'KMSMasterKeyId']],
  ['AWS::SQS::Queue', ['KmsMasterKeyId']],
  ['AWS::SNS::Topic', ['KmsMasterKeyId']],
  ['AWS::Events::EventBus', ['KmsKeyIdentifier']],
  ['AWS::Events::Archive', ['KmsKeyIdentifier']],
  ['AWS::Logs::LogGroup', ['KmsKeyId']],
  ['AWS::Lambda::Function', ['KmsKeyArn']],
  [
    'AWS::S3::Bucket',
    ['BucketEncryption', 'ServerSideEncryptionConfiguration', 0, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID'],
  ],
];

const written = (path: readonly (string | number)[]): string =>
  path
    .map((step) => (typeof step === 'number' ? `[${step}]` : step))
    .join('.')
    .replaceAll('.[', '[');

export const addEncryption = (edges: EdgeSet): void => {
  for (const [type, path] of KEYS)
    for (const { component, properties, place } of edges.ofType(type))
      link(edges, component, 'encryptedBy', place(written(path)), at(properties, ...path));
};

/** Where messages and events go that failed for good. */
export const addDeadLetters = (edges: EdgeSet): void => {
  for (const { component, properties, place } of edges.ofType('AWS::SQS::Queue'))
    link(edges, component, 'parksIn', place('RedrivePolicy'), at(properties, 'RedrivePolicy', 'deadLetterTargetArn'));
  for (const { component, properties, place } of edges.ofType('AWS::Events::EventBus'))
    link(edges, component, 'parksIn', place('DeadLetterConfig.Arn'), at(properties, 'DeadLetterConfig', 'Arn'));
  for (const { component, properties, place } of edges.ofType('AWS::Lambda::Function'))
    link(edges, component, 'parksIn', place('DeadLetterConfig'), at(properties, 'DeadLetterConfig', 'TargetArn'));
};

/** A queue's own policy names the rules and buses that may fill it. */
export const addQueuePolicies = (edges: EdgeSet): void => {
  for (const { component, properties, place, stack } of edges.ofType('AWS::SQS::QueuePolicy'))
    for (const [index, statement] of listOf(at(properties, 'PolicyDocument', 'Statement')).entries()) {
      if (at(statement, 'Effect') !== 'Allow') continue;
      const where = place(`PolicyDocument.Statement[${index}]`);
      const says = `sqs:SendMessage to ${textOf(at(statement, 'Principal', 'Service')) ?? 'its principal'}`;
      for (const from of edges.ids(stack, at(statement, 'Condition', 'ArnEquals', 'aws:SourceArn')))
        if (!edges.confirm(from, component, where, says)) edges.add(from, 'writes', component, where, { says });
    }
};
