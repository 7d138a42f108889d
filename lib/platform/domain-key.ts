import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { contextFlag } from './context-flag.ts';
import { keyDescription } from './guarded-key.ts';
import { isEphemeral } from './is-ephemeral.ts';
import { nameKey } from './key-alias.ts';
import { readStackParameter } from './stack-parameters.ts';
import { prefixOf } from './stage.ts';

/** What AWS writes as `kms:ReEncrypt*`. */
const REENCRYPT = ['kms:ReEncryptFrom', 'kms:ReEncryptTo'] as const;

/** The key in the CDK context: a key for each domain's data, in place of one for those of the stage. */
const OF_EACH_DOMAIN = 'folio:domain-keys';
/** Whose key all domains share otherwise: that of the first stack. */
const SHARED = 'platform';

/**
 * The key that a domain's data at rest is encrypted with: table, queues, logs, failed records. Rotated every year by AWS, and
 * kept when the stack goes, since what it encrypts is kept too. All domains of a stage share one, unless the stage asks for one each:
 * every role reaches it only through a service, and there only what it may read anyway. A throw-away stage has none: AWS' own keys,
 * which cost nothing, encrypt there.
 */
export class DomainKey extends Construct {
  /** Undefined in a throw-away stage. */
  readonly key: IKey | undefined;
  readonly #services = new Set<string>();

  constructor(scope: Construct, id: string, domain: string) {
    super(scope, id);
    if (isEphemeral(this)) return;
    this.key =
      domain === SHARED || contextFlag(this, OF_EACH_DOMAIN)
        ? this.#make(domain)
        : Key.fromKeyArn(this, 'Shared', readStackParameter(this, { prefix: prefixOf(this) }, 'dataKeyArn'));
  }

  #make(domain: string): Key {
    const key = new Key(this, 'Key', {
      description: keyDescription(this, domain, 'data at rest'),
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    nameKey(key, domain, 'data');
    this.#allowLogs(key);
    return key;
  }

  get forTable() {
    const { key } = this;
    return key === undefined
      ? { encryption: TableEncryption.DEFAULT }
      : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key };
  }

  get forQueue() {
    const { key } = this;
    return key === undefined
      ? { encryption: QueueEncryption.SQS_MANAGED }
      : { encryption: QueueEncryption.KMS, encryptionMasterKey: key };
  }

  get forBucket() {
    const { key } = this;
    return key === undefined
      ? { encryption: BucketEncryption.S3_MANAGED }
      : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true };
  }

  get forLogs() {
    return this.key === undefined ? {} : { encryptionKey: this.key };
  }

  get forTopic() {
    return this.key === undefined ? {} : { masterKey: this.key };
  }

  get forBus() {
    return this.key === undefined ? {} : { kmsKeyIdentifier: this.key.keyArn };
  }

  /**
   * Lets an AWS service, acting for this account only, use the key for an encrypted resource. It may also re-encrypt: an archive
   * of events takes them over from the bus. A shared key has the policy that its own stack gives it.
   */
  allowService(service: string): void {
    if (this.key === undefined || this.#services.has(service)) return;
    this.#services.add(service);
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: `Allow${service.split('.')[0] ?? ''}`,
        principals: [new ServicePrincipal(service)],
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey', ...REENCRYPT],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }

  /** Lets a function use what is encrypted with the key, but only by way of `service` (`dynamodb`, `sqs`, `s3`). */
  grantUseThrough(grantee: IGrantable, service: string): void {
    if (this.key === undefined) return;
    const { region, urlSuffix } = Stack.of(this);
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
        resources: [this.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `${service}.${region}.${urlSuffix}` } },
      }),
    );
  }

  #allowLogs(key: Key): void {
    const stack = Stack.of(this);
    const groups = stack.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AllowLogs',
        principals: [new ServicePrincipal(`logs.${stack.region}.${stack.urlSuffix}`)],
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', ...REENCRYPT],
        resources: ['*'],
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
      }),
    );
  }
}
