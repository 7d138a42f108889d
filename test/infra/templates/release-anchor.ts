import { describe, expect, test } from '@jest/globals';
import { deployed } from '../support/folio.ts';

const inRegistry = (type: string, of = deployed()) => of.byType(type).filter(({ stack }) => stack === 'registry');

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

describe('the release log', () => {
  test('has copies that no writer of the log can write, whose names the release role reads', () => {
    const [bucket, ...others] = inRegistry('AWS::S3::Bucket').filter(({ props }) => props.ObjectLockEnabled === true);
    expect(others).toEqual([]);
    expect(bucket?.props).toMatchObject({
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 2557 } } },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    const may = (action: string) =>
      inRegistry('AWS::IAM::Policy')
        .filter(({ props }) =>
          (props.PolicyDocument.Statement as readonly Statement[]).some(
            ({ Action, Resource }) =>
              [Action].flat().includes(action) && JSON.stringify(Resource).includes(`"${bucket?.id}"`),
          ),
        )
        .map(({ id }) => id.replace(/Role.*/, ''));
    expect(may('s3:PutObject')).toEqual(['AnchorFunction']);
    expect(may('s3:ListBucketVersions')).toEqual(['Release']);
    const writers = inRegistry('AWS::IAM::Policy').filter(({ props }) =>
      JSON.stringify(props.PolicyDocument).includes('dynamodb:PutItem'),
    );
    expect(writers.map(({ id }) => id.replace(/Role.*/, ''))).not.toContain('AnchorFunction');
    for (const action of ['s3:BypassGovernanceRetention', 's3:DeleteObject', 's3:PutObjectRetention'])
      expect(JSON.stringify(inRegistry('AWS::IAM::Policy').map(({ props }) => props))).not.toContain(action);
  });

  test('is compared with copies that not even the root can take away where the context says so', () => {
    const mode = (lock: string) =>
      inRegistry('AWS::S3::Bucket', deployed({ 'folio:release-log-lock': lock }))
        .map(({ props }) => props.ObjectLockConfiguration?.Rule.DefaultRetention.Mode)
        .filter((each) => each !== undefined);
    expect(mode('compliance')).toEqual(['COMPLIANCE']);
    expect(() => mode('none')).toThrow("Context 'folio:release-log-lock' must be");
  });
});
