import { physicalName } from '../physical-name.ts';
import type { Buckets } from '../s3/buckets.ts';
import type { Resource, ResourceHandler } from '../services.ts';
import { optionalText } from './properties.ts';

/** The one way to be told of objects that is honoured: by EventBridge. */
const tells = (resource: Resource): boolean => {
  const { NotificationConfiguration: asked } = resource.properties;
  if (asked === undefined) return false;
  const { EventBridgeConfiguration: bridge, ...others } = asked as Readonly<Record<string, unknown>>;
  const names = Object.keys(others);
  if (names.length > 0) throw new Error(`${resource.logicalId}: ${names.join(', ')} of a bucket is not honoured.`);
  return (bridge as { readonly EventBridgeEnabled?: unknown } | undefined)?.EventBridgeEnabled === true;
};

/** A bucket, as a folder. */
export const s3Bucket = (buckets: Buckets): ResourceHandler => ({
  type: 'AWS::S3::Bucket',
  supports: ['BucketName', 'NotificationConfiguration'],
  ignores: {
    BucketEncryption: 'the data folder is readable by its owner only',
    PublicAccessBlockConfiguration: 'nothing outside of this machine can reach it',
    OwnershipControls: 'there is one owner',
    VersioningConfiguration: 'objects are written once, under names that are never used again',
    ObjectLockEnabled: 'the files are of whoever runs the local cloud, who can do anything with them',
    ObjectLockConfiguration: 'the files are of whoever runs the local cloud, who can do anything with them',
    LifecycleConfiguration: 'objects are kept; delete them by hand',
    Tags: 'there is no bill to divide',
  },
  apply: (resource) => {
    const name =
      optionalText(resource, 'BucketName') ?? physicalName(resource.stack, resource.logicalId, 63).toLowerCase();
    buckets.define(name, tells(resource));
    return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: `${name}.s3.amazonaws.com` } };
  },
  remove: (record) => buckets.drop(record.ref),
});
