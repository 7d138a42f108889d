import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { TABLE } from '../../functions/webhooks/store/table/keys.ts';
import { DomainKey } from '../platform/domain-key.ts';
import { DomainTable } from '../platform/domain-table.ts';
import { macKey } from '../platform/guarded-key.ts';
import type { VouchingKey } from '../platform/shared-mac.ts';

/** The partitions whose items change one by one; everything else is written in transactions. */
const DELIVERIES = '*#D#*';
const HEALTH = '*#H#*';

/** What webhooks keeps: its table, the key that secrets are derived with, and who may do what with them. */
export class WebhooksData extends Construct {
  readonly key: DomainKey;
  readonly store: DomainTable;
  readonly secretKey: VouchingKey;
  readonly cursorKey: VouchingKey;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new DomainKey(this, 'Key', 'webhooks');
    this.store = new DomainTable(this, 'Store', {
      key: this.key,
      timeToLive: TABLE.timeToLive,
      indexes: Object.values(TABLE.indexes),
    });
    this.secretKey = macKey(this, 'SecretKey', 'webhooks', 'derives the secrets of endpoints');
    this.cursorKey = macKey(this, 'CursorKey', 'webhooks', 'signs cursors');
  }

  /** Every key that vouches for something. */
  get guardedKeys(): readonly VouchingKey[] {
    return [this.secretKey, this.cursorKey];
  }

  /** Keep endpoints, show their secrets once, ask for deliveries, read the log and the feed. */
  grantManaging(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem', 'BatchGetItem', 'Query'], [TABLE.indexes.deliveries.name]);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem', 'DeleteItem']);
    this.store.grantInPartitions(grantee, ['UpdateItem'], HEALTH);
    this.secretKey.allow('kms:GenerateMac', grantee);
    this.cursorKey.allow('kms:GenerateMac', grantee);
  }

  /** Enter events into feeds, which takes no read. */
  grantSequencing(grantee: IGrantable): void {
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem']);
  }

  /** Find the endpoints of a tenant, and begin deliveries. */
  grantFanningOut(grantee: IGrantable): void {
    this.store.grant(grantee, ['Query']);
    this.store.grantInPartitions(grantee, ['PutItem'], DELIVERIES);
  }

  /** Sign and send what is due, record what came of it, wake what waits for an endpoint that is back, give one up. */
  grantAttempting(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem', 'BatchGetItem', 'Query'], [TABLE.indexes.waiting.name]);
    this.store.grantInPartitions(grantee, ['UpdateItem'], DELIVERIES);
    this.store.grantInPartitions(grantee, ['UpdateItem'], HEALTH);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem']);
    this.secretKey.allow('kms:GenerateMac', grantee);
  }

  /** Find the deliveries whose time has come. */
  grantWaking(grantee: IGrantable): void {
    this.store.grant(grantee, ['BatchGetItem', 'Query'], [TABLE.indexes.due.name]);
    this.store.grantInPartitions(grantee, ['UpdateItem'], DELIVERIES);
  }
}
