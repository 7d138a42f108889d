import { describe, expect, test } from '@jest/globals';
import { deployed } from '../support/folio.ts';

const { byType } = deployed();

const buckets = byType('AWS::S3::Bucket').filter(({ stack, id }) => stack === 'payments' && /(In|Out)box/.test(id));

describe('the files of payments', () => {
  test('lie in two buckets: encrypted with our key, closed to the public, with every version, by TLS only', () => {
    expect(buckets).toHaveLength(2);
    for (const { id, props } of buckets) {
      expect(props).toMatchObject({
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
      });
      expect(JSON.stringify(props.LifecycleConfiguration)).not.toContain('"ExpirationInDays"');
      const [policy] = byType('AWS::S3::BucketPolicy').filter(({ props: one }) => one.Bucket.Ref === id);
      expect(JSON.stringify(policy?.props.PolicyDocument)).toContain('"aws:SecureTransport":"false"');
    }
  });

  test('that come are told by S3 to EventBridge, and go to the queue of files', () => {
    const [inbox] = buckets.filter(({ id }) => id.includes('Inbox'));
    expect(inbox?.props.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    const rules = byType('AWS::Events::Rule').filter(({ stack }) => stack === 'payments');
    const [rule] = rules.filter(({ props }) => props.EventPattern.source[0] === 'aws.s3');
    expect(rule?.props.EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: [{ Ref: inbox?.id }] } },
    });
    expect(rule?.meant(rule.props.Targets[0].Arn)?.Type).toBe('AWS::SQS::Queue');
  });
});
