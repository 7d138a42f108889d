import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { TIME_TO_LIVE } from '../../functions/identity/store/table/keys.ts';
import { DomainKey } from '../platform/domain-key.ts';
import { DomainTable } from '../platform/domain-table.ts';
import { type GuardedKey, macKey, signingKey } from '../platform/guarded-key.ts';
import type { VouchingKey } from '../platform/shared-mac.ts';

/**
 * The token keys after the first. A rotation adds a name here, deploys, and then enters the new key into the ring. A name
 * goes only when no token of its key lives any more.
 */
const FURTHER_TOKEN_KEYS: readonly string[] = [];

/** The partitions in which failed attempts are counted, and what tenants have used of their budgets: all else is written in transactions. */
const ATTEMPTS = '@attempts#*';
const CHANGES = '*#B#items';

/** What identity keeps: its table, and the keys that tokens, secrets and cursors hang on. */
export class IdentityData extends Construct {
  readonly key: DomainKey;
  readonly store: DomainTable;
  /** Signs until the key ring names another one. */
  readonly foundingTokenKey: GuardedKey;
  readonly #tokenKeys: readonly GuardedKey[];
  readonly secretKey: VouchingKey;
  readonly cursorKey: VouchingKey;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new DomainKey(this, 'Key', 'identity');
    this.store = new DomainTable(this, 'Store', { key: this.key, timeToLive: TIME_TO_LIVE });
    const tokenKey = (name: string) => signingKey(this, name, 'identity', 'signs access tokens');
    this.foundingTokenKey = tokenKey('TokenKey');
    this.#tokenKeys = [this.foundingTokenKey, ...FURTHER_TOKEN_KEYS.map((name) => tokenKey(name))];
    this.secretKey = macKey(this, 'SecretKey', 'identity', 'derives client secrets');
    this.cursorKey = macKey(this, 'CursorKey', 'identity', 'signs cursors');
  }

  /** Look clients up, count failed logins, sign tokens and publish the keys that verify them. */
  grantIssuing(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem']);
    this.store.grantInPartitions(grantee, ['UpdateItem'], ATTEMPTS);
    this.#showPublicKeys(grantee);
    for (const key of this.#tokenKeys) key.allow('kms:Sign', grantee);
  }

  /** Create clients, give them new secrets, delete and list them. */
  grantManaging(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem', 'Query']);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem']);
    this.store.grantInPartitions(grantee, ['UpdateItem'], CHANGES);
    this.secretKey.allow('kms:GenerateMac', grantee);
    this.cursorKey.allow('kms:GenerateMac', grantee);
  }

  /** Every key that vouches for something. */
  get guardedKeys(): readonly VouchingKey[] {
    return [...this.#tokenKeys, this.secretKey, this.cursorKey];
  }

  /** Make tenants with their first clients, and end the tokens of old keys: nothing is listed or deleted. */
  grantProvisioning(grantee: IGrantable): void {
    this.store.grant(grantee, ['GetItem', 'Query']);
    this.store.grantInTransaction(grantee, ['PutItem', 'UpdateItem', 'ConditionCheckItem']);
    this.secretKey.allow('kms:GenerateMac', grantee);
    this.#showPublicKeys(grantee);
  }

  #showPublicKeys(grantee: IGrantable): void {
    const resources = this.#tokenKeys.map(({ keyArn }) => keyArn);
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: ['kms:GetPublicKey'], resources }));
  }
}
