import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BANK_TABLE } from '../../functions/payments/rails/sandbox/bank-table.ts';
import { TABLE } from '../../functions/payments/store/table/keys.ts';
import { DomainKey } from '../platform/domain-key.ts';
import { DomainTable } from '../platform/domain-table.ts';
import { FileBucket } from '../platform/file-bucket.ts';
import { macKey } from '../platform/guarded-key.ts';
import type { ReleasedFunction } from '../platform/released-function.ts';
import type { VouchingKey } from '../platform/shared-mac.ts';

const { due, tenant, payer, payee, gathered } = TABLE.indexes;

/** What payments keeps: its table, that of the sandbox's bank, which only the bank opens, and the files of banks. */
export class PaymentsData extends Construct {
  readonly key: DomainKey;
  readonly store: DomainTable;
  readonly bank: DomainTable;
  readonly cursorKey: VouchingKey;
  /** Files for banks, and files of banks. */
  readonly outbox: FileBucket;
  readonly inbox: FileBucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new DomainKey(this, 'Key', 'payments');
    this.store = new DomainTable(this, 'Store', { key: this.key, indexes: Object.values(TABLE.indexes) });
    this.bank = new DomainTable(this, 'Bank', { key: this.key, indexes: Object.values(BANK_TABLE.indexes) });
    this.outbox = new FileBucket(this, 'Outbox', { key: this.key });
    this.inbox = new FileBucket(this, 'Inbox', { key: this.key, tells: true });
    this.cursorKey = macKey(this, 'CursorKey', 'payments', 'signs cursors');
  }

  /** Every key that vouches for something. */
  get guardedKeys(): readonly VouchingKey[] {
    return [this.cursorKey];
  }

  /** Promise, read, list, and note what clients ask for. */
  grantPromising(grantee: ReleasedFunction): void {
    const indexes = [tenant.name, payer.name, payee.name, gathered.name];
    this.store.grant(grantee, ['GetItem', 'BatchGetItem', 'Query'], indexes);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem', 'ConditionCheckItem']);
    // What tenants have used of their budgets, and nothing else, may be changed alone.
    this.store.grantInPartitions(grantee, ['UpdateItem'], '*#B#items');
    this.cursorKey.allow('kms:GenerateMac', grantee);
  }

  /** Show what files hold, and keep those that a client hands in. */
  grantHandling(grantee: ReleasedFunction): void {
    this.outbox.grant(grantee, ['GetObject']);
    this.inbox.grant(grantee, ['GetObject', 'GetObjectVersion', 'PutObject']);
  }

  /** Bring payments on, and make those of schedules. */
  grantDriving(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem']);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem', 'ConditionCheckItem']);
  }

  /** Find the payments whose time has come. */
  grantSweeping(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem', 'BatchGetItem', 'Query'], [due.name, gathered.name]);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem', 'ConditionCheckItem']);
  }

  /** Fill and write files for banks. */
  grantFiling(grantee: ReleasedFunction): void {
    this.store.grant(grantee, ['GetItem', 'BatchGetItem', 'Query'], [gathered.name]);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem']);
    this.outbox.grant(grantee, ['PutObject']);
  }

  /** Take files of banks, and find the payments that they name. */
  grantTakingIn(grantee: ReleasedFunction): void {
    this.store.grant(grantee, ['GetItem', 'BatchGetItem', 'Query'], [tenant.name]);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem']);
    this.inbox.grant(grantee, ['GetObject', 'GetObjectVersion']);
  }

  /** Keep the sandbox's orders. */
  grantBanking(grantee: IGrantable): void {
    this.bank.grant(grantee, ['GetItem', 'Query'], [BANK_TABLE.indexes.due.name]);
    this.bank.grantInTransaction(grantee, ['PutItem', 'UpdateItem']);
  }
}
