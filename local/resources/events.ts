import { arn } from '../account.ts';
import type { Archives } from '../events/archive.ts';
import type { EventBuses, QueueTarget } from '../events/bus.ts';
import { compilePattern } from '../events/pattern.ts';
import { physicalName } from '../physical-name.ts';
import type { Resource, ResourceHandler } from '../services.ts';
import { queueName } from '../sqs/queue-names.ts';
import { only, optionalNumber, optionalText, PropertyFailure, text } from './properties.ts';

const DAY_MS = 86_400_000;
const KEPT_IN_CLEAR = 'the data folder is readable by its owner only';
const busName = (nameOrArn: string): string => nameOrArn.split('/').at(-1) ?? '';

export const eventBus = (buses: EventBuses): ResourceHandler => ({
  type: 'AWS::Events::EventBus',
  supports: ['Name'],
  ignores: {
    DeadLetterConfig: 'an event is in all of its queues before PutEvents answers, so none fails on its way',
    Description: 'for people only',
    KmsKeyIdentifier: KEPT_IN_CLEAR,
    Tags: 'there is no bill to divide',
  },
  apply: (resource) => {
    const name = text(resource, 'Name');
    buses.define(name);
    return { ref: name, attributes: { Arn: arn('events', `event-bus/${name}`), Name: name } };
  },
  remove: (record) => buses.drop(record.ref),
});

interface TargetProperties {
  readonly Arn?: string;
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
}

/** Targets other than queues, and transformed inputs, would behave differently here than on AWS: they are refused by name. */
const TARGET_PROPERTIES: ReadonlySet<string> = new Set([
  'Id',
  'Arn',
  'DeadLetterConfig',
  'RetryPolicy',
  'RoleArn',
  'SqsParameters',
]);

/** A text, or a path of names such as `$.detail.tenant`, at which an event without a text has no group. */
const groupOf = (said: string | undefined): QueueTarget['groupOf'] => {
  if (said === undefined) return undefined;
  if (!said.startsWith('$.')) return () => said;
  const names = said.slice(2).split('.');
  return (event) => {
    const found = names.reduce<unknown>(
      (part, name) => (part as Readonly<Record<string, unknown>> | undefined)?.[name],
      event,
    );
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
};

const targets = (resource: Resource): readonly QueueTarget[] =>
  ((resource.properties.Targets ?? []) as readonly TargetProperties[]).map((target) => {
    const unknown = Object.keys(target).find((name) => !TARGET_PROPERTIES.has(name));
    const refuse = (what: string): never => {
      throw new PropertyFailure(
        `${resource.stack}/${resource.logicalId}: a rule's target with ${what} is not supported locally`,
      );
    };
    if (unknown !== undefined) return refuse(unknown);
    if (target.Arn?.startsWith('arn:aws:sqs:') !== true) return refuse('anything but a queue');
    const dead = target.DeadLetterConfig?.Arn;
    return {
      queue: queueName(target.Arn),
      deadLetterQueue: dead === undefined ? undefined : queueName(dead),
      groupOf: groupOf(target.SqsParameters?.MessageGroupId),
    };
  });

export const eventRule = (buses: EventBuses): ResourceHandler => ({
  type: 'AWS::Events::Rule',
  supports: ['Name', 'EventBusName', 'EventPattern', 'State', 'Targets'],
  ignores: { Description: 'for people only', Tags: 'there is no bill to divide' },
  apply: (resource) => {
    only(resource, 'State', ['ENABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS', 'DISABLED']);
    const name = optionalText(resource, 'Name') ?? physicalName(resource.stack, resource.logicalId);
    const bus = busName(optionalText(resource, 'EventBusName') ?? 'default');
    buses.setRule({
      name,
      bus,
      enabled: optionalText(resource, 'State') !== 'DISABLED',
      matches: compilePattern(resource.properties.EventPattern),
      targets: targets(resource),
    });
    return { ref: `${bus}|${name}`, attributes: { Arn: arn('events', `rule/${bus}/${name}`) } };
  },
  remove: (record) => {
    const [bus = '', name = ''] = record.ref.split('|');
    buses.dropRule(bus, name);
  },
});

/** Everything that passed on a bus, kept for some days. What was archived stays when the archive leaves its template. */
export const eventArchive = (archives: Archives): ResourceHandler => ({
  type: 'AWS::Events::Archive',
  supports: ['ArchiveName', 'SourceArn', 'EventPattern', 'RetentionDays'],
  ignores: { Description: 'for people only', KmsKeyIdentifier: KEPT_IN_CLEAR },
  apply: (resource) => {
    const name = optionalText(resource, 'ArchiveName') ?? physicalName(resource.stack, resource.logicalId, 48);
    const days = optionalNumber(resource, 'RetentionDays') ?? 0;
    const pattern = resource.properties.EventPattern;
    archives.define({
      name,
      bus: busName(text(resource, 'SourceArn')),
      retentionMs: days === 0 ? undefined : days * DAY_MS,
      wanted: pattern === undefined ? () => true : compilePattern(pattern),
    });
    return { ref: name, attributes: { Arn: arn('events', `archive/${name}`), ArchiveName: name } };
  },
  remove: (record) => archives.drop(record.ref),
});
