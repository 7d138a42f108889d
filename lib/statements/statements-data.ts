import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DomainKey } from '../platform/domain-key.ts';
import { DomainTable } from '../platform/domain-table.ts';

/** Histories, and which there are: `<tenant>#H#<account>#<currency>` and `<tenant>#I`. */
const HISTORIES = '*#H#*';
const ACCOUNTS = '*#I';
/** Sums of whole runs of them: `<tenant>#D#<account>#<currency>`. */
const CARRIED = '*#D#*';
/** Bytes and lines of banks' files, in pieces that whoever comes again puts as they are. */
const CONTENT = '*#P#*';
const LINES = '*#N#*';
/** What was found by reconciliations, and what transactions of the ledger say of themselves. */
const FOUND = '*#O#*';
const TOLD = '*#T#*';
/** What tenants have used of their budgets: `<tenant>#B#items`. */
const ASKED = '*#B#items';

/** What statements keeps: one table. Histories can be made again from the ledger, what banks said cannot. */
export class StatementsData extends Construct {
  readonly key: DomainKey;
  readonly store: DomainTable;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new DomainKey(this, 'Key', 'statements');
    this.store = new DomainTable(this, 'Store', { key: this.key });
  }

  /** Keep entries: what is written is the same whoever writes it. */
  grantKeeping(grantee: IGrantable): void {
    this.store.grantInPartitions(grantee, ['BatchWriteItem'], HISTORIES);
    this.store.grantInPartitions(grantee, ['BatchWriteItem'], ACCOUNTS);
    this.store.grantInPartitions(grantee, ['BatchWriteItem'], CARRIED);
    // Who keeps the last entry of a run reads the others.
    this.store.grant(grantee, ['Query']);
  }

  /** Read histories, keep what the ledger is asked for, and charge for both. */
  grantServing(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem']);
    this.store.grantInPartitions(grantee, ['UpdateItem'], ASKED);
    this.grantKeeping(grantee);
  }

  /** Keep what banks say: pieces first, and then, with its receipt, that they are there. */
  grantTaking(grantee: IGrantable): void {
    this.grantReconciling(grantee);
    this.store.grantInPartitions(grantee, ['UpdateItem'], ASKED);
    this.store.grantInPartitions(grantee, ['BatchWriteItem'], CONTENT);
  }

  /** Read a file whose bytes are kept, and keep its lines. */
  grantReading(grantee: IGrantable): void {
    this.store.grant(grantee, ['Query']);
    this.store.grantInPartitions(grantee, ['BatchWriteItem'], LINES);
  }

  /** Hold what banks said against histories, keep what is found, and tell it. */
  grantReconciling(grantee: IGrantable): void {
    this.grantKeeping(grantee);
    this.store.grant(grantee, ['GetItem', 'BatchGetItem']);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem', 'ConditionCheckItem']);
    this.store.grantInPartitions(grantee, ['BatchWriteItem'], FOUND);
    this.store.grantInPartitions(grantee, ['BatchWriteItem'], TOLD);
  }
}
