import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DomainKey } from '../platform/domain-key.ts';
import { DomainTable } from '../platform/domain-table.ts';

/** What a standard domain keeps: one table, in which nothing expires and nothing is deleted. */
export class StandardData extends Construct {
  readonly key: DomainKey;
  readonly store: DomainTable;

  constructor(scope: Construct, id: string, domain: string) {
    super(scope, id);
    this.key = new DomainKey(this, 'Key', domain);
    this.store = new DomainTable(this, 'Store', { key: this.key });
  }

  /** Read, and write in transactions alone, each of which holds the receipt of its key. */
  grantServing(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem', 'BatchGetItem', 'Query']);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem', 'ConditionCheckItem']);
  }
}
