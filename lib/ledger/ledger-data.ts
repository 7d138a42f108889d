import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BEAT_PREFIX, BUDGET_PARTITIONS, provenKey, TABLE } from '../../functions/ledger/store/table/keys.ts';
import { DomainKey } from '../platform/domain-key.ts';
import { DomainTable } from '../platform/domain-table.ts';
import { macKey } from '../platform/guarded-key.ts';
import type { VouchingKey } from '../platform/shared-mac.ts';

/** The partitions of accounts and their histories, in which no receipt lies. */
const ACCOUNT_PARTITIONS = '*#A#*';
/** Those of journals: they can be made again from the receipts. */
const JOURNAL_PARTITIONS = '*#L#*';
const BEAT_PARTITIONS = `${BEAT_PREFIX}*`;

/**
 * The ledger's table and keys, and who may do what with them. Nobody may delete, and nobody may change money but inside a
 * `TransactWriteItems`, whose conditions carry the invariants.
 */
export class LedgerData extends Construct {
  readonly key: DomainKey;
  readonly store: DomainTable;
  readonly cursorKey: VouchingKey;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new DomainKey(this, 'Key', 'ledger');
    this.store = new DomainTable(this, 'Store', { key: this.key, indexes: Object.values(TABLE.indexes) });
    this.cursorKey = macKey(this, 'CursorKey', 'ledger', 'signs cursors');
  }

  /** Every key that vouches for something. */
  get guardedKeys(): readonly VouchingKey[] {
    return [this.cursorKey];
  }

  /** Read accounts, transactions and lists, and sign the cursors of lists; find the holds that have expired. */
  grantReading(grantee: IGrantable): void {
    this.store.grant(
      grantee,
      ['GetItem', 'BatchGetItem', 'Query'],
      [TABLE.indexes.reference.name, TABLE.indexes.accounts.name, TABLE.indexes.expiry.name],
    );
    this.cursorKey.allow('kms:GenerateMac', grantee);
  }

  /** Move money. */
  grantPosting(grantee: IGrantable): void {
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem', 'ConditionCheckItem']);
  }

  /** Charge tenants for what they ask, in partitions that hold nothing else. */
  grantCharging(grantee: IGrantable): void {
    this.store.grantInPartitions(grantee, ['UpdateItem'], BUDGET_PARTITIONS);
  }

  /** Send beats through the stream, in partitions that hold nothing else. */
  grantBeating(grantee: IGrantable): void {
    this.store.grantInPartitions(grantee, ['BatchWriteItem'], BEAT_PARTITIONS);
  }

  /** Find the holds that are due, and release them. */
  grantExpiring(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem', 'BatchGetItem', 'Query'], [TABLE.indexes.expiry.name]);
    this.grantPosting(grantee);
  }

  /**
   * Write histories: entries one by one or in batches, folded system accounts in transactions. A batch could also delete, and
   * IAM cannot tell a batch's deletes from its puts: so batches are held to the partitions of accounts, where everything but
   * the balances can be made again from the receipts. How far it has come stands in a partition of its own.
   */
  grantRelaying(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem', 'BatchGetItem', 'Query']);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem', 'ConditionCheckItem']);
    this.store.grantInPartitions(grantee, ['PutItem', 'BatchWriteItem'], ACCOUNT_PARTITIONS);
    this.store.grantInPartitions(grantee, ['BatchWriteItem'], JOURNAL_PARTITIONS);
    this.store.grantInPartitions(grantee, ['UpdateItem'], provenKey.pk.S);
  }

  /** Walk over all receipts, of all tenants, to relay them again: the one task that may scan. */
  grantReplaying(grantee: IGrantable): void {
    this.store.grant(grantee, ['Scan']);
    this.grantRelaying(grantee);
  }
}
