import { RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { TIME_TO_LIVE } from '../../functions/identity/store/keys.ts';
import { DomainKey, grantMac, macKey } from '../platform/domain-key.ts';
import { DomainTable } from '../platform/domain-table.ts';

/**
 * The token keys after the first. A rotation adds a name here, deploys, and then enters the new key into the ring; a name
 * goes only when no token of its key lives any more.
 */
const FURTHER_TOKEN_KEYS: readonly string[] = [];

/** The partitions in which failed attempts are counted: the only items that are written outside of transactions. */
const ATTEMPTS = '@attempts#*';

/** What identity keeps: its table, and the keys that tokens, secrets and cursors hang on. */
export class IdentityData extends Construct {
  readonly key: DomainKey;
  readonly store: DomainTable;
  /** Signs until the key ring names another one. */
  readonly foundingTokenKey: Key;
  readonly #tokenKeys: readonly Key[];
  readonly secretKey: Key;
  readonly cursorKey: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new DomainKey(this, 'Key', 'identity');
    this.store = new DomainTable(this, 'Store', { key: this.key, timeToLive: TIME_TO_LIVE });
    this.foundingTokenKey = this.#tokenKey('TokenKey');
    this.#tokenKeys = [this.foundingTokenKey, ...FURTHER_TOKEN_KEYS.map((name) => this.#tokenKey(name))];
    this.secretKey = macKey(this, 'SecretKey', 'Folio identity: derives client secrets');
    this.cursorKey = macKey(this, 'CursorKey', 'Folio identity: signs cursors');
  }

  /** Look clients up, count failed logins, sign tokens and publish the keys that verify them. */
  grantIssuing(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem']);
    this.store.grantInPartitions(grantee, ['UpdateItem'], ATTEMPTS);
    this.#allowKeys(grantee, ['kms:GetPublicKey', 'kms:Sign']);
  }

  /** Create clients, give them new secrets, delete and list them. */
  grantManaging(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem', 'Query']);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem']);
    grantMac(this.secretKey, grantee);
    grantMac(this.cursorKey, grantee);
  }

  /** Enter a new token key into the ring. */
  grantRotating(grantee: IGrantable): void {
    this.#allowKeys(grantee, ['kms:GetPublicKey']);
  }

  /** RSA, since the authorizer of an HTTP API verifies nothing else. Its private half never leaves KMS. */
  #tokenKey(name: string): Key {
    return new Key(this, name, {
      description: 'Folio identity: signs access tokens',
      keySpec: KeySpec.RSA_2048,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  #allowKeys(grantee: IGrantable, actions: readonly string[]): void {
    const resources = this.#tokenKeys.map(({ keyArn }) => keyArn);
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources }));
  }
}
