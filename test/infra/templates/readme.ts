import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { provisionRequest } from '../../../functions/identity/contract/provision.ts';
import { deployed } from '../support/folio.ts';

test('the command by which the README makes the first tenant names an output of identity, its provision function at live', () => {
  const [, command = ''] = /^ {4}(aws lambda invoke (?:.*\\\n)*.*)$/m.exec(readFileSync('README.md', 'utf8')) ?? [];
  const [, output = ''] = /--function-name <(\w+)> /.exec(command) ?? [];
  const { Outputs, Resources } = deployed().templates.identity;
  const alias = Resources[Outputs?.[output]?.Value.Ref ?? ''];
  expect(alias).toMatchObject({ Type: 'AWS::Lambda::Alias', Properties: { Name: 'live' } });
  expect(Resources[alias?.Properties.FunctionName.Ref]?.Properties.Code.ZipFile).toContain('provision.task.ts');
  const [, payload = ''] = /--payload '([^']*)'/.exec(command) ?? [];
  expect(provisionRequest.parse(JSON.parse(payload))).toMatchObject({ action: 'provision-tenant' });
});
