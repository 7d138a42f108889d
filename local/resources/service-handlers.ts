import type { Addresses } from '../addresses.ts';
import type { Parts } from '../service-parts.ts';
import type { ResourceHandler } from '../services.ts';
import { cloudwatchAlarm } from './cloudwatch-alarm.ts';
import { customResource } from './custom-resource.ts';
import { dynamodbTable } from './dynamodb-table.ts';
import { eventSourceMapping } from './event-source-mapping.ts';
import { eventArchive, eventBus, eventRule } from './events.ts';
import { kmsKey } from './kms-key.ts';
import { logGroup } from './log-group.ts';
import { s3Bucket } from './s3-bucket.ts';
import { schedule } from './schedule.ts';
import { sqsQueue } from './sqs-queue.ts';
import { ssmParameter } from './ssm-parameter.ts';

/** The resource types that the emulated services honour. */
export const serviceHandlers = (
  parts: Parts,
  addresses: Addresses,
  endpoint: () => string,
): readonly ResourceHandler[] => [
  dynamodbTable(parts.dynamo),
  eventSourceMapping(parts.mappings),
  sqsQueue(parts.queues, addresses, endpoint),
  eventBus(parts.buses),
  eventRule(parts.buses),
  eventArchive(parts.archives),
  schedule(parts.schedules),
  kmsKey(parts.keys),
  ssmParameter(parts.parameters),
  cloudwatchAlarm(parts.alarms),
  logGroup,
  s3Bucket(parts.buckets),
  customResource({ mailbox: parts.mailbox, endpoint }, 'Custom::ReleasePins', ['Paths']),
  customResource({ mailbox: parts.mailbox, endpoint }, 'Custom::DataFloor', ['Domain', 'DataFloor']),
  customResource({ mailbox: parts.mailbox, endpoint }, 'Custom::NewVersions', ['Domain', 'Unasked', 'Functions']),
  customResource({ mailbox: parts.mailbox, endpoint }, 'Custom::KeptRights', ['Domain', 'TakesRights', 'Functions']),
  customResource({ mailbox: parts.mailbox, endpoint }, 'Custom::DomainRelease', [
    'Domain',
    'Stack',
    'Published',
    'DataGeneration',
    'DataFloor',
    'Commit',
    'DespiteAlarms',
    'Unasked',
    'Functions',
  ]),
];
