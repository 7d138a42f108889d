import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { SNAPSHOTS_FOLDER } from '../../functions/catalog/model/snapshot.ts';
import type { DomainKey } from '../platform/domain-key.ts';
import { FileBucket } from '../platform/file-bucket.ts';
import type { ReleasedFunction } from '../platform/released-function.ts';

/** Where the system is kept as it was, each time that it had changed. */
export class CatalogSnapshots extends Construct {
  readonly #files: FileBucket;

  constructor(scope: Construct, id: string, key: DomainKey) {
    super(scope, id);
    this.#files = new FileBucket(this, 'Files', { key });
  }

  get bucketName(): string {
    return this.#files.bucket.bucketName;
  }

  /** List, read and add snapshots; none is ever deleted. */
  grantKeeping(to: ReleasedFunction): void {
    this.#files.grant(to, ['GetObject', 'PutObject']);
    to.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [this.#files.bucket.bucketArn],
        conditions: { StringEquals: { 's3:prefix': SNAPSHOTS_FOLDER } },
      }),
    );
  }
}
