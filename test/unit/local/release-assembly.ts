import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

let assemblies = 0;

/** One function whose alias has an update policy, dropped while it is pinned, as the templates have it. */
export const assemblyIn =
  (folder: string) =>
  (answer: string, { waitMs = 0, ...how }: Partial<How> & { readonly waitMs?: number } = {}): string => {
    assemblies += 1;
    const dir = join(folder, `assembly-${assemblies}`);
    mkdirSync(join(dir, 'asset.code'), { recursive: true });
    const write = (name: string, value: object): void => writeFileSync(join(dir, name), JSON.stringify(value));
    const code = `export const handler = () => new Promise((done) => setTimeout(done, ${waitMs}, ${JSON.stringify(answer)}));`;
    writeFileSync(join(dir, 'asset.code', 'index.mjs'), code);
    write('manifest.json', {
      artifacts: {
        Domain: {
          type: 'aws:cloudformation:stack',
          dependencies: ['Assets'],
          properties: { templateFile: 'Domain.json' },
        },
        Assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
      },
    });
    write('assets.json', {
      files: { a: { source: { path: 'asset.code' }, destinations: { x: { objectKey: 'code.zip' } } } },
    });
    write('Domain.json', template(answer, { ...WATCHED, ...how }));
    return dir;
  };

interface How {
  /** Whether the group heeds its alarms. */
  readonly watched: boolean;
  readonly configuration: string;
  /** What the update policy says besides. */
  readonly policy: Readonly<Record<string, string>>;
  /** Resources of the stack besides, for the version with this logical id. */
  readonly more: (version: string) => Readonly<Record<string, object>>;
}
const WATCHED: How = {
  watched: true,
  configuration: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  policy: {},
  more: () => ({}),
};

const template = (answer: string, { watched, configuration, policy, more }: How) => ({
  Parameters: { Pin: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/pin' } },
  Conditions: { Pinned: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Pin' }, 'none'] }] } },
  Resources: {
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        Name: 'live',
        FunctionName: { Ref: 'Function' },
        FunctionVersion: { 'Fn::If': ['Pinned', { Ref: 'Pin' }, { 'Fn::GetAtt': [`Version${answer}`, 'Version'] }] },
      },
      UpdatePolicy: {
        'Fn::If': [
          'Pinned',
          { Ref: 'AWS::NoValue' },
          {
            CodeDeployLambdaAliasUpdate: {
              ApplicationName: { Ref: 'App' },
              DeploymentGroupName: { Ref: 'Group' },
              ...policy,
            },
          },
        ],
      },
    },
    App: { Type: 'AWS::CodeDeploy::Application', Properties: { ComputePlatform: 'Lambda' } },
    Group: {
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      Properties: {
        ApplicationName: { Ref: 'App' },
        DeploymentConfigName: configuration,
        ServiceRoleArn: 'role',
        DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
        AlarmConfiguration: { Enabled: watched, Alarms: [{ Name: 'errors' }] },
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { S3Bucket: 'b', S3Key: 'code.zip' } },
    },
    [`Version${answer}`]: {
      Type: 'AWS::Lambda::Version',
      Properties: { FunctionName: { Ref: 'Function' } },
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    ...more(`Version${answer}`),
  },
});
