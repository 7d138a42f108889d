import { Duration, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, type CfnBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { AnchorEnv } from '../../functions/registry/env.ts';
import type { Rollout } from '../platform/canary.ts';
import type { Deployment } from '../platform/deployment.ts';
import type { DomainKey } from '../platform/domain-key.ts';
import type { DomainTable } from '../platform/domain-table.ts';
import { keptAfter } from '../platform/ephemeral.ts';
import { isEphemeral } from '../platform/is-ephemeral.ts';
import { acknowledge } from '../platform/nag.ts';
import { ReleasedFunction } from '../platform/released-function.ts';
import { StreamRoute } from '../platform/stream-route.ts';
import { WrongOption } from '../platform/wrong-option.ts';

/** The key in the CDK context: `cdk deploy -c folio:release-log-lock=compliance`. */
const LOCK = 'folio:release-log-lock';

/** Seven years, after which no book of a bank has to be kept. */
const KEPT = Duration.days(2557);

const OWNED = { owner: 'platform', tier: 2, runbook: 'release-log' } as const;

/**
 * For how long nobody can delete or overwrite an anchor: but by a right of its own that no role of Folio has (`governance`), or not
 * even by the account's root (`compliance`), which cannot be taken back.
 */
const retention = (scope: Construct): ObjectLockRetention => {
  const lock: unknown = scope.node.tryGetContext(LOCK) ?? 'governance';
  if (lock === 'governance') return ObjectLockRetention.governance(KEPT);
  if (lock === 'compliance') return ObjectLockRetention.compliance(KEPT);
  throw new WrongOption(`Context '${LOCK}' must be 'governance' or 'compliance'.`);
};

/** What is locked could not be thrown away. */
const lockOf = (scope: Construct) =>
  isEphemeral(scope) ? {} : { objectLockEnabled: true, objectLockDefaultRetention: retention(scope) };

export interface ReleaseAnchorProps {
  readonly log: DomainTable;
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
  readonly rollout: Rollout;
}

/**
 * Keeps a copy of every record of the release log in a bucket that the log's writers have no right to write to. Its function
 * follows the table's stream, so a record is copied whoever wrote it, and once more when somebody changes it.
 */
export class ReleaseAnchor extends Construct {
  readonly #bucket: Bucket;

  constructor(scope: Construct, id: string, deployment: Deployment, props: ReleaseAnchorProps) {
    super(scope, id);
    const { log, key, alarmTopicArn, rollout } = props;
    this.#bucket = new Bucket(this, 'Bucket', {
      ...key.forBucket,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      ...lockOf(this),
      removalPolicy: keptAfter(this),
    });
    acknowledge(
      this.#bucket,
      'AwsSolutions-S1',
      'Only its function writes to it: CloudTrail records that, without another bucket.',
    );
    const environment: AnchorEnv = { ANCHOR_BUCKET: this.#bucket.bucketName };
    const common = { ...OWNED, domain: 'registry', key, alarmTopicArn };
    const fn = new ReleasedFunction(this, 'Function', {
      ...common,
      code: deployment.bundles.code('functions/registry/handlers/anchor.stream.ts'),
      environment,
      memoryMb: 256,
      timeoutSeconds: 60,
      rollout,
    });
    fn.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:PutObject'], resources: [this.#bucket.arnForObjects('*')] }),
    );
    const bucketId = Stack.of(this).getLogicalId(this.#bucket.node.defaultChild as CfnBucket);
    acknowledge(
      fn,
      `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/*]`,
      'The names of anchors hold the hashes of records, so the grant is for all objects of this one bucket.',
    );
    key.grantUseThrough(fn, 's3');
    // Each record is one write, some ten a deployment.
    const limits = { sortKeys: [{ prefix: 'R#' }], batchSize: 10, parallel: 1 };
    new StreamRoute(this, 'Stream', { ...common, ...limits, from: log, to: fn });
  }

  get bucketName(): string {
    return this.#bucket.bucketName;
  }

  /** Lets somebody compare the log with the anchors, by their names: nothing is read or written. */
  grantComparing(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:ListBucketVersions'], resources: [this.#bucket.bucketArn] }),
    );
  }
}
