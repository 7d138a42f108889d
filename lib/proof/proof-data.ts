import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { checkpointPartition, type LogName, secretKey } from '../../functions/proof/store/table/keys.ts';
import { DomainKey } from '../platform/domain-key.ts';
import { DomainTable } from '../platform/domain-table.ts';
import { type GuardedKey, noteKey } from '../platform/guarded-key.ts';

/** What proof keeps: its logs in one table, in which nothing expires, changes or is deleted, and the key that signs them. */
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

  /** Append to a log in transactions, which hold its order, and sign it. */
  grantAppending(grantee: IGrantable, log: LogName): void {
    this.store.grant(grantee, ['GetItem', 'Query']);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem']);
    // Checkpoints and the secret of salts are the only items that are written by themselves.
    this.store.grantInPartitions(grantee, ['PutItem'], checkpointPartition(log));
    this.store.grantInPartitions(grantee, ['PutItem'], String(secretKey(log).pk.S));
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
