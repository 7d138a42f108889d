import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { assertAccount, awsPlace } from '../../../bin/client/aws-endpoints.ts';

const root = mkdtempSync(join(tmpdir(), 'folio-place-'));
mkdirSync(join(root, 'stages'));
const FILE = JSON.stringify({ account: '111122223333', region: 'eu-central-1' });
writeFileSync(join(root, 'stages', 'dev.json'), FILE);
writeFileSync(join(root, 'stages', 'bad.json'), '{}');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const NAMES = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const;
const kept = NAMES.map((name) => [name, process.env[name]] as const);
const clear = (): void => {
  for (const name of NAMES) delete process.env[name];
};
beforeEach(clear);
afterEach(() => {
  clear();
  for (const [name, value] of kept) if (value !== undefined) process.env[name] = value;
});

describe('the place of a deployment on AWS', () => {
  test('is what the file of its stage says, without a word of the environment', async () => {
    expect(await awsPlace('dev', root)).toMatchObject({ region: 'eu-central-1', account: '111122223333' });
  });

  test('is what the environment says where the stage has no file', async () => {
    process.env.AWS_DEFAULT_REGION = 'eu-west-1';
    expect(await awsPlace('', root)).toMatchObject({ region: 'eu-west-1', account: undefined });
    clear();
    await expect(awsPlace(undefined, root)).rejects.toThrow('No region is set.');
  });

  test('is refused where environment and file differ, and where the file is wrong', async () => {
    process.env.AWS_REGION = 'eu-west-1';
    await expect(awsPlace('dev', root)).rejects.toThrow("the region eu-west-1, the stage's file eu-central-1");
    await expect(awsPlace('bad', root)).rejects.toThrow(/^stages\/bad\.json: account/);
  });

  test('is refused to whoever is signed in to another account', () => {
    const arn = (account: string) => `arn:aws:sts::${account}:assumed-role/x/y`;
    const place = { account: '111122223333' };
    expect(() => assertAccount(place, arn('444455556666'))).toThrow('444455556666, and the stage is in 111122223333');
    assertAccount(place, arn('111122223333'));
    assertAccount({ account: undefined }, arn('444455556666'));
  });
});
