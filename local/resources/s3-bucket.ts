import { physicalName } from '../physical-name.ts';
import type { Buckets } from '../s3/buckets.ts';
import type { ResourceHandler } from '../services.ts';
import { optionalText } from './properties.ts';

/** A bucket, as a folder. */
export const s3Bucket = (buckets: Buckets): ResourceHandler => ({
  type: 'AWS::S3::Bucket',
  honours: ['BucketName'],
  ignores: {
    BucketEncryption: 'the data folder is readable by its owner only',
    PublicAccessBlockConfiguration: 'nothing outside of this machine can reach it',
    OwnershipControls: 'there is one owner',
    VersioningConfiguration: 'objects are written once, under names that are never used again',
    LifecycleConfiguration: 'objects are kept; delete them by hand',
    Tags: 'there is no bill to divide',
  },
  apply: (resource) => {
    const name =
      optionalText(resource, 'BucketName') ?? physicalName(resource.stack, resource.logicalId, 63).toLowerCase();
    buckets.define(name);
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: `${name}.s3.amazonaws.com` } };
  },
  remove: (record) => buckets.drop(record.ref),
});
