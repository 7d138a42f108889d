import { expect, test } from '@jest/globals';
import { addresses } from '../../../local/addresses.ts';
import { lambdaEnvironment } from '../../../local/lambda/lambda-environment.ts';

const configuration = {
  ...{ code: 'c', codeSize: 1, handler: 'index.handler', memoryMb: 128, timeoutSeconds: 3, description: '' },
  ...{ environment: {}, logGroup: '/g', jsonLogs: false, lastModified: '2026-01-01T00:00:00Z', revisionId: 'r' },
};

test('a function of a local cloud sends no traces: no daemon of ours listens, and somebody else may', () => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' };
  const endpoints = { aws: 'http://127.0.0.1:1', dynamodb: 'http://127.0.0.1:2', credentials };
  const env = lambdaEnvironment('f', '1', configuration, '/code', endpoints, addresses());
  expect(env).toMatchObject({ POWERTOOLS_TRACE_ENABLED: 'false', AWS_LAMBDA_FUNCTION_VERSION: '1' });
});
