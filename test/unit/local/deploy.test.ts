import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import type { ResourceHandler, StartServices } from '../../../local/services.ts';
import { temporaryFolder } from '../../support/folder.ts';

const folder = temporaryFolder();
const clouds: Cloud[] = [];
afterAll(async () => {
  for (const cloud of clouds) await cloud.stop();
  folder.remove();
});

const removed: string[] = [];

/** Parameters are the only service here; `Test::Thing` remembers its removal, `Test::Question` asks its function twice. */
const services = (): StartServices => async () => {
  const parameters = new Map<string, string>();
  const parameter: ResourceHandler = {
    type: 'AWS::SSM::Parameter',
    supports: ['Name', 'Value', 'Type'],
    ignores: {},
    apply: ({ properties }) => {
      parameters.set(String(properties.Name), String(properties.Value));
      return { ref: String(properties.Name), attributes: {} };
    },
  };
  const thing: ResourceHandler = {
    type: 'Test::Thing',
    supports: ['Size'],
    ignores: { Colour: 'nobody sees it' },
    apply: ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
    remove: ({ logicalId }) => {
      removed.push(logicalId);
    },
  };
  const question: ResourceHandler = {
    type: 'Test::Question',
    supports: ['Function'],
    ignores: {},
    apply: async ({ logicalId, properties }, { functions }) => {
      for (let times = 0; times < 2; times += 1) await functions.invoke(String(properties.Function), '{}');
      return { ref: logicalId, attributes: {} };
    },
  };
  return {
    endpoints: { aws: 'http://127.0.0.1:1', dynamodb: 'http://127.0.0.1:1' },
    handlers: [parameter, thing, question],
    parameter: (name) => parameters.get(name),
    deliver: async () => undefined,
    begin: async () => undefined,
    stop: async () => undefined,
  };
};

let assemblies = 0;

/** Writes an assembly of two stacks; `Domain` depends on `Platform` though it comes first in the manifest. */
const assembly = (answer: string, domain: object = {}, conditionPin = 'none', waitMs = 0): string => {
  assemblies += 1;
  const dir = join(folder.path, `assembly-${assemblies}`);
  mkdirSync(join(dir, 'asset.code'), { recursive: true });
  const write = (name: string, value: object): void => writeFileSync(join(dir, name), JSON.stringify(value));
  const stack = (name: string, dependencies: readonly string[]) => ({
    type: 'aws:cloudformation:stack',
    dependencies,
    properties: { templateFile: `${name}.json` },
  });
  writeFileSync(
    join(dir, 'asset.code', 'index.mjs'),
    `export const handler = () => new Promise((done) => setTimeout(done, ${waitMs}, ${JSON.stringify(answer)}));`,
  );
  write('manifest.json', {
    artifacts: {
      Domain: stack('Domain', ['Platform', 'Assets']),
      Platform: stack('Platform', []),
      Assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
    },
  });
  write('assets.json', {
    files: { a: { source: { path: 'asset.code' }, destinations: { x: { objectKey: 'code.zip' } } } },
  });
  write('Platform.json', platform(conditionPin));
  write('Domain.json', domainTemplate(answer, domain));
  return dir;
};

const platform = (pin: string) => ({
  Resources: {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'x', ProtocolType: 'HTTP' } },
    Stage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
    },
    ApiId: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/api', Type: 'String', Value: { Ref: 'Api' } } },
    Pin: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/pin', Type: 'String', Value: pin } },
  },
});

const domainTemplate = (answer: string, more: object) => ({
  Parameters: {
    Api: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/api' },
    Pin: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/pin' },
    BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
  },
  Conditions: { Pinned: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Pin' }, 'none'] }] } },
  Resources: {
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        Name: 'live',
        FunctionName: { Ref: 'Function' },
        FunctionVersion: { 'Fn::If': ['Pinned', { Ref: 'Pin' }, { 'Fn::GetAtt': [`Version${answer}`, 'Version'] }] },
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
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Api' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { Ref: 'Live' },
        PayloadFormatVersion: '2.0',
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        ApiId: { Ref: 'Api' },
        RouteKey: '$default',
        Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] },
      },
    },
    ...more,
  },
});

const start = async (assemblyDir: string, data: string): Promise<Cloud> => {
  const cloud = await startCloud({ assemblyDir, dataDir: join(folder.path, data), port: 0, startServices: services() });
  clouds.push(cloud);
  return cloud;
};
const ask = async (cloud: Cloud): Promise<string> => (await fetch(cloud.url)).text();
const functionName = (cloud: Cloud): string => cloud.functions.list()[0]?.name ?? '';
const refs = (cloud: Cloud): readonly string[] => cloud.resources().map(({ logicalId, ref }) => `${logicalId} ${ref}`);

describe('a deployment', () => {
  test('serves the app, and a changed app in place, as a new version of the same function', async () => {
    const cloud = await start(assembly('a'), 'one');
    expect(await ask(cloud)).toBe('a');
    const name = functionName(cloud);
    await cloud.redeploy(assembly('b'));
    expect(await ask(cloud)).toBe('b');
    expect([functionName(cloud), cloud.functions.alias(name, 'live').functionVersion]).toEqual([name, '2']);
    expect(cloud.functions.versions(name).map(({ version }) => version)).toEqual(['1', '2']);
    expect(await cloud.functions.invoke(`${name}:1`, '{}')).toMatchObject({ payload: '"a"' });
  });

  test('publishes a version whose description has changed, as CloudFormation replaces it, and none where it has not', async () => {
    const told = (wire: string) => ({
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Code: { S3Bucket: 'b', S3Key: 'code.zip' },
          Environment: { Variables: { WIRE: wire } },
        },
      },
      Versiona: {
        Type: 'AWS::Lambda::Version',
        Properties: { FunctionName: { Ref: 'Function' }, Description: wire },
        DeletionPolicy: 'RetainExceptOnCreate',
      },
    });
    const cloud = await start(assembly('a', told('one')), 'wires');
    const live = () => cloud.functions.alias(functionName(cloud), 'live').functionVersion;
    await cloud.redeploy(assembly('a', told('one')));
    expect(live()).toBe('1');
    await cloud.redeploy(assembly('a', told('two')));
    expect(live()).toBe('2');
  });

  test('at a start leaves no environment behind that only served it; a later one leaves those that are used', async () => {
    const asking = { Asked: { Type: 'Test::Question', Properties: { Function: { Ref: 'Function' } } } };
    const cloud = await start(assembly('a', asking), 'asked');
    const environments = () => cloud.counts().map((one) => [one.cold, one.warm, one.environments]);
    expect(environments()).toEqual([[1, 1, 0]]);
    expect([await ask(cloud), await ask(cloud)]).toEqual(['a', 'a']);
    await cloud.redeploy(assembly('a'));
    // Of `$LATEST`, which was asked, and of the version that the alias names; they share the one that is left.
    expect(environments()).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
  });

  test('keeps every id through a restart, and an alias that was moved by hand', async () => {
    const dir = assembly('a');
    const first = await start(dir, 'two');
    await first.redeploy(assembly('b'));
    const before = refs(first);
    first.functions.updateAlias(functionName(first), 'live', { functionVersion: '1' });
    expect(await ask(first)).toBe('a');
    await clouds.pop()?.stop();
    const second = await start(assembly('b'), 'two');
    expect([...refs(second)].sort()).toEqual([...before].sort());
    expect(await ask(second)).toBe('a');
    await second.redeploy(assembly('c'));
    expect(await ask(second)).toBe('c');
  });

  test('a pinned alias stays through a changed app, whose version is published all the same', async () => {
    const cloud = await start(assembly('a'), 'three');
    await cloud.redeploy(assembly('b', {}, '1'));
    expect(await ask(cloud)).toBe('a');
    expect(cloud.functions.versions(functionName(cloud))).toHaveLength(2);
    await cloud.redeploy(assembly('b', {}, 'none'));
    expect(await ask(cloud)).toBe('b');
  });

  test('takes away what has left the template, unless it is retained', async () => {
    const thing = { Type: 'Test::Thing', Properties: { Size: 1, Colour: 'red' } };
    const cloud = await start(assembly('a', { Gone: thing, Kept: { ...thing, DeletionPolicy: 'Retain' } }), 'four');
    await cloud.redeploy(assembly('a'));
    expect(removed).toEqual(['Gone']);
  });

  test('drops no request: what is on its way ends on the version it started on', async () => {
    const cloud = await start(assembly('a', {}, 'none', 150), 'seven');
    const live = `${functionName(cloud)}:live`;
    const running = [1, 2, 3].map((n) => cloud.functions.invoke(live, String(n)));
    await cloud.redeploy(assembly('b'));
    expect(await ask(cloud)).toBe('b');
    expect((await Promise.all(running)).map(({ payload }) => payload)).toEqual(['"a"', '"a"', '"a"']);
  });

  test('that cannot be honoured is refused before anything is touched, and the next one works', async () => {
    const cloud = await start(assembly('a'), 'eight');
    const before = refs(cloud);
    await expect(cloud.redeploy(assembly('b', { Zoo: { Type: 'AWS::Zoo' } }))).rejects.toThrow('AWS::Zoo');
    expect([await ask(cloud), refs(cloud)]).toEqual(['a', before]);
    await Promise.all([cloud.redeploy(assembly('c')), cloud.redeploy(assembly('d'))]);
    expect(await ask(cloud)).toBe('d');
    await Promise.all([cloud.stop(), cloud.stop()]);
  });

  test('two clouds never share a data folder', async () => {
    await start(assembly('a'), 'five');
    await expect(start(assembly('a'), 'five')).rejects.toThrow('in use by another Folio');
  });

  test.each([
    [{ X: { Type: 'AWS::EC2::Vpc' } }, 'Domain/X: the local cloud does not know the resource type AWS::EC2::Vpc'],
    [
      { X: { Type: 'Test::Thing', Properties: { Weight: 1 } } },
      'Domain/X (Test::Thing): the local cloud does not support Weight',
    ],
    [
      {
        Route2: {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: {
            ApiId: { Ref: 'Api' },
            RouteKey: 'GET /',
            Target: 'integrations/x',
            AuthorizationType: 'AWS_IAM',
          },
        },
      },
      'AuthorizationType is not supported locally',
    ],
  ])('refuses by name what it cannot honour: %#', async (resources, message) => {
    await expect(start(assembly('a', resources), 'six')).rejects.toThrow(message);
  });
});
