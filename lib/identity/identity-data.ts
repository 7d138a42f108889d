import { RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { DomainKey, grantMac, macKey } from '../platform/domain-key.ts';
import { DomainTable } from '../platform/domain-table.ts';

/** What identity keeps: its table, and the keys that tokens, secrets and cursors hang on. */
export class IdentityData extends Construct {
  readonly key: DomainKey;
  readonly store: DomainTable;
  /** RSA, since the authorizer of an HTTP API verifies nothing else. Its private half never leaves KMS. */
  readonly tokenKey: Key;
  readonly secretKey: Key;
  readonly cursorKey: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new DomainKey(this, 'Key', 'identity');
    this.store = new DomainTable(this, 'Store', { key: this.key, timeToLive: 'ttl' });
    this.tokenKey = new Key(this, 'TokenKey', {
      description: 'Folio identity: signs access tokens',
      keySpec: KeySpec.RSA_2048,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.secretKey = macKey(this, 'SecretKey', 'Folio identity: derives client secrets');
    this.cursorKey = macKey(this, 'CursorKey', 'Folio identity: signs cursors');
  }

  /** Look clients up, count failed logins, sign tokens and publish the keys that verify them. */
  grantIssuing(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem', 'Query', 'UpdateItem']);
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['kms:GetPublicKey', 'kms:Sign'], resources: [this.tokenKey.keyArn] }),
    );
  }

  /** Create clients, give them new secrets, delete and list them. */
  grantManaging(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem', 'Query']);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem']);
    grantMac(this.secretKey, grantee);
    grantMac(this.cursorKey, grantee);
  }
}
