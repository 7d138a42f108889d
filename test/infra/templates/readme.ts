import { expect, test } from '@jest/globals';
import { deployed } from '../support/folio.ts';

/** The stack's parameter of that name, by its value. */
const published = (stack: 'identity' | 'platform', path: string) =>
  Object.values(deployed().templates[stack].Resources).find(
    ({ Type, Properties }) => Type === 'AWS::SSM::Parameter' && Properties.Name === path,
  )?.Properties.Value;

test('what `folio tenant create` asks Parameter Store for is published: the provision function at live, and the URL of the API', () => {
  const { Resources } = deployed().templates.identity;
  const alias = Resources[published('identity', '/folio/identity/provision-alias-arn')?.Ref ?? ''];
  expect(alias).toMatchObject({ Type: 'AWS::Lambda::Alias', Properties: { Name: 'live' } });
  expect(Resources[alias?.Properties.FunctionName.Ref]?.Properties.Code.ZipFile).toContain('provision.task.ts');
  expect(JSON.stringify(published('platform', '/folio/platform/api-url'))).toContain('ApiEndpoint');
});

test('what documents name as outputs of stacks is there by that name: no output has one that a construct made up', () => {
  const { templates } = deployed();
  const outputs = Object.fromEntries(
    Object.entries(templates).map(([stack, { Outputs = {} }]) => [stack, Object.keys(Outputs).sort()]),
  );
  expect(outputs).toMatchObject({
    platform: ['AlarmTopic', 'EventBus', 'Url'],
    registry: ['LogTable', 'ReleaseRole'],
    identity: ['ProvisionFunction', 'StoreTable'],
    payments: ['BankTable', 'StoreTable'],
  });
  for (const name of Object.values(outputs).flat()) expect(name).toMatch(/^(?!.*[0-9A-F]{8}$)[A-Za-z0-9]+$/);
});
