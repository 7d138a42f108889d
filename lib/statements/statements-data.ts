import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DomainKey } from '../platform/domain-key.ts';
import { DomainTable } from '../platform/domain-table.ts';

/** Histories, and which there are: `<tenant>#H#<account>#<currency>` and `<tenant>#I`. */
const HISTORIES = '*#H#*';
const ACCOUNTS = '*#I';
/** What tenants have used of their budgets: `<tenant>#B#items`. */
const ASKED = '*#B#items';

/** What statements keeps: one table, all of which can be made again from the ledger. */
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
  }

  /** Read histories, keep what the ledger is asked for, and charge for both. */
  grantServing(grantee: IGrantable): void {
    this.store.grant(grantee, ['Query']);
    this.store.grantInPartitions(grantee, ['UpdateItem'], ASKED);
    this.grantKeeping(grantee);
  }
}
