import type { EdgeKind } from './catalog.ts';
import { globMatches } from './glob.ts';

/** What an action of IAM means between two components. */
const KINDS: Readonly<Record<string, EdgeKind>> = {
  'dynamodb:GetItem': 'reads',
  'dynamodb:BatchGetItem': 'reads',
  'dynamodb:Query': 'reads',
  'dynamodb:Scan': 'reads',
  'dynamodb:ConditionCheckItem': 'reads',
  'dynamodb:PutItem': 'writes',
  'dynamodb:UpdateItem': 'writes',
  'dynamodb:DeleteItem': 'writes',
  'dynamodb:BatchWriteItem': 'writes',
  'dynamodb:GetRecords': 'consumes',
  'dynamodb:GetShardIterator': 'consumes',
  'dynamodb:DescribeStream': 'consumes',
  'sqs:SendMessage': 'writes',
  'sqs:ReceiveMessage': 'consumes',
  'sqs:DeleteMessage': 'consumes',
  'sqs:ChangeMessageVisibility': 'consumes',
  's3:GetObject': 'reads',
  's3:PutObject': 'writes',
  's3:DeleteObject': 'writes',
  'lambda:InvokeFunction': 'calls',
  'states:StartExecution': 'calls',
  'execute-api:Invoke': 'calls',
  'events:PutEvents': 'publishes',
  'sns:Publish': 'notifies',
  'kms:Decrypt': 'decrypts',
  'kms:Encrypt': 'decrypts',
  'kms:GenerateDataKey': 'decrypts',
  'kms:ReEncryptFrom': 'decrypts',
  'kms:ReEncryptTo': 'decrypts',
  'kms:Sign': 'signs',
  'kms:Verify': 'signs',
  'kms:GenerateMac': 'signs',
  'kms:VerifyMac': 'signs',
  'kms:GetPublicKey': 'signs',
  'secretsmanager:GetSecretValue': 'reads',
};

/** Services that the money never passes: looking at and changing what is deployed, logs, traces, metrics. */
const CONTROL_PLANE = ['apigateway', 'cloudformation', 'cloudwatch', 'codedeploy', 'ec2', 'logs', 'ssm', 'tag', 'xray'];

/** The same of the other services: the names of such actions begin so. */
const LOOKS_OR_CHANGES = ['Describe', 'List', 'Get', 'Update', 'Publish', 'PutProvisioned', 'Tag', 'Untag'];

const isControl = (action: string): boolean => {
  const [service = '', name = ''] = action.split(':');
  if (CONTROL_PLANE.includes(service)) return true;
  return LOOKS_OR_CHANGES.some((word) => name.startsWith(word)) && !name.includes('*');
};

/** The kinds of edge that an action stands for, `*` in it included; none where the catalog does not know it. */
export const kindsOf = (action: string): readonly EdgeKind[] => {
  const exact = KINDS[action];
  if (exact !== undefined) return [exact];
  if (isControl(action)) return ['operates'];
  if (!action.includes('*')) return [];
  return [
    ...new Set(Object.keys(KINDS).flatMap((known) => (globMatches(action, known) ? [KINDS[known] ?? []].flat() : []))),
  ];
};

export const serviceOf = (action: string): string => action.split(':')[0] ?? '';
