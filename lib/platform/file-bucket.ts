import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, type CfnBucket, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { DomainKey } from './domain-key.ts';
import { keptAfter } from './ephemeral.ts';
import { acknowledge } from './nag.ts';
import type { ReleasedFunction } from './released-function.ts';

export interface FileBucketProps {
  readonly key: DomainKey;
  /** Tells EventBridge of each new object. */
  readonly tells?: boolean;
}

/** Nobody asks for a file after that, and books are kept for longer. */
const HOT_DAYS = 180;
/** What was written over or deleted can be brought back for a year. */
const HIDDEN_DAYS = 365;

/**
 * A bucket for files that are exchanged with others: encrypted by the domain's key, closed to the public, by TLS only, versioned.
 * Noncurrent versions expire after HIDDEN_DAYS.
 */
export class FileBucket extends Construct {
  readonly bucket: Bucket;
  readonly #key: DomainKey;

  constructor(scope: Construct, id: string, { key, tells = false }: FileBucketProps) {
    super(scope, id);
    this.#key = key;
    this.bucket = new Bucket(this, 'Bucket', {
      ...key.forBucket,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      removalPolicy: keptAfter(this),
      lifecycleRules: [
        {
          transitions: [
            { storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(HOT_DAYS) },
          ],
          noncurrentVersionExpiration: Duration.days(HIDDEN_DAYS),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
    acknowledge(
      this.bucket,
      'AwsSolutions-S1',
      'Functions and the role of a file transfer alone reach it: CloudTrail records them, without another bucket.',
    );
    const resource = this.#resource;
    // The construct's own switch brings a function along that makes the bucket tell.
    if (tells) resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }

  get #resource(): CfnBucket {
    return this.bucket.node.defaultChild as CfnBucket;
  }

  /** Put or read objects, whatever they are called: the names are made of tenants and contents. */
  grant(to: ReleasedFunction, actions: readonly ('GetObject' | 'GetObjectVersion' | 'PutObject')[]): void {
    to.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: actions.map((action) => `s3:${action}`),
        resources: [this.bucket.arnForObjects('*')],
      }),
    );
    acknowledge(
      to,
      `AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(this.#resource)}.Arn>/*]`,
      'Names of objects begin with a tenant and are not known when the stack is deployed.',
    );
    this.#key.grantUseThrough(to, 's3');
  }
}
