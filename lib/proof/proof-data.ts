import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { DomainKey } from '../platform/domain-key.ts';
import { DomainTable } from '../platform/domain-table.ts';
import { type GuardedKey, noteKey } from '../platform/guarded-key.ts';

/** Where checkpoints are kept, and the secret of salts: the only items that are written by themselves. */
const CHECKPOINTS = '#log#C';
const SECRET = '#log#S';

/** What proof keeps: the log in one table, in which nothing expires, changes or is deleted, and the key that signs it. */
export class ProofData extends Construct {
  readonly key: DomainKey;
  readonly store: DomainTable;
  readonly logKey: GuardedKey;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new DomainKey(this, 'Key', 'proof');
    this.store = new DomainTable(this, 'Store', { key: this.key });
    this.logKey = noteKey(this, 'LogKey', 'proof', 'signs checkpoints of the log');
  }

  /** Every key that vouches for something. */
  get guardedKeys(): readonly GuardedKey[] {
    return [this.logKey];
  }

  /** Append to the log in transactions, which hold its order, and sign it. */
  grantAppending(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem', 'Query']);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem']);
    this.store.grantInPartitions(grantee, ['PutItem'], CHECKPOINTS);
    this.store.grantInPartitions(grantee, ['PutItem'], SECRET);
    this.logKey.allow('kms:Sign', grantee);
    this.#showPublicKey(grantee);
  }

  /** Read the log, and show what it is verified with. */
  grantServing(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem', 'Query']);
    this.#showPublicKey(grantee);
  }

  #showPublicKey(grantee: IGrantable): void {
    const resources = [this.logKey.keyArn];
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: ['kms:GetPublicKey'], resources }));
  }
}
