import { Construct } from 'constructs';
import type { Ownership } from './alarms.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { DomainKey } from './domain-key.ts';
import { isEphemeral } from './is-ephemeral.ts';
import { KEY_ACTS } from './key-acts.ts';
import { QueueRule } from './queue-rule.ts';
import type { VouchingKey } from './shared-mac.ts';

export interface KeyWatchProps {
  readonly keys: readonly VouchingKey[];
  readonly owner: string;
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
}

/** Calls that change who may use a key, or whether anybody can. */
const CHANGES = [
  'CreateGrant',
  'DisableKey',
  'PutKeyPolicy',
  'ReplicateKey',
  'ScheduleKeyDeletion',
  'UpdatePrimaryRegion',
] as const;

const CALL = { source: ['aws.kms'], 'detail-type': ['AWS API Call via CloudTrail'] } as const;
const NOT_BY_DEPLOYMENT = [{ exists: false }, { 'anything-but': ['cloudformation.amazonaws.com'] }];

/**
 * Rings when somebody else than a stack's own functions acts with its keys, tries to, or changes who may. The call's record by
 * CloudTrail waits in a queue for two weeks: it says who, from where and when, and the alarm rings until somebody has read it.
 *
 * AWS tells of these calls only in a region where a trail logs management events, those of KMS and those that only read
 * included. That trail is the account's own, and not made here.
 */
export class KeyWatch extends Construct {
  constructor(scope: Construct, id: string, { keys, owner, key, alarmTopicArn }: KeyWatchProps) {
    super(scope, id);
    // Without a key of the domain's own there is no name that its calls could be told by.
    if (isEphemeral(this) || key.key === undefined) return;
    const owned: Ownership = { owner, tier: 1, runbook: 'key-use' };
    const found = new DeadLetterQueue(this, 'Found', {
      ...owned,
      key,
      alarmTopicArn,
      says: `KMS: an unexpected principal used a key of ${owner}, tried to, or changed its policy or grants.`,
    });
    const undelivered = new DeadLetterQueue(this, 'Undelivered', { ...owned, key, alarmTopicArn });
    const to = { queue: found.queue, deadLetters: undelivered };
    const guarded = { ARN: keys.map(({ keyArn }) => keyArn) };
    const actors = [...new Set(keys.flatMap((each) => each.actors()))];
    const others = [{ exists: false }, { 'anything-but': actors }];
    new QueueRule(this, 'Uses', {
      description: 'Somebody else than the functions of its stack acted with a key, or tried to',
      pattern: {
        ...CALL,
        detail: {
          eventSource: ['kms.amazonaws.com'],
          eventName: KEY_ACTS.map((act) => act.replace('kms:', '')),
          resources: guarded,
          userIdentity: { sessionContext: { sessionIssuer: { arn: others } } },
        },
      },
      to,
      key,
      includingReads: true,
    });
    new QueueRule(this, 'Changes', {
      description: 'Somebody changed who may act with a key, or whether anybody can',
      pattern: {
        ...CALL,
        detail: {
          eventSource: ['kms.amazonaws.com'],
          eventName: CHANGES,
          // Without the key of its data a domain has none.
          resources: { ARN: [...guarded.ARN, key.key.keyArn] },
          userIdentity: { invokedBy: NOT_BY_DEPLOYMENT },
        },
      },
      to,
      key,
    });
  }
}
