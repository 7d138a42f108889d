import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { DomainStack } from '../../lib/platform/domain-stack.ts';
import { NO_STAGE_FILES } from '../../lib/platform/stage.ts';
import { readStageFile } from '../../lib/platform/stage-file.ts';
import { placeOf } from '../../lib/platform/stage-place.ts';

const root = mkdtempSync(join(tmpdir(), 'folio-stages-'));
mkdirSync(join(root, 'stages'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const PLACE = { account: '111122223333', region: 'eu-central-1' };
const write = (stage: string, text: string): void => writeFileSync(join(root, 'stages', `${stage}.json`), text);
const appOf = (context: Readonly<Record<string, string>>): App => new App({ context, analyticsReporting: false });

describe('the file of a stage', () => {
  test('says where its stacks are deployed, which the CDK holds the credentials against', () => {
    write('dev', JSON.stringify(PLACE));
    const app = appOf({ 'folio:stage': 'dev' });
    const place = placeOf(app, root);
    const deployment = {
      prefix: 'dev-',
      externalIssuer: undefined,
      commit: undefined,
      bundles: { code: () => undefined as never, console: {} },
    };
    const stack = new DomainStack(app, { ...deployment, place }, 'Sample', {
      owner: 'x',
      tier: 3,
      runbook: 'x',
      dataClass: 'internal',
      purpose: 'A test.',
    });

    expect(stack.environment).toBe(`aws://${PLACE.account}/${PLACE.region}`);
  });

  test('gives its options to a deployment that does not say them itself', () => {
    const options = { 'folio:monthly-budget': 40, 'folio:tracer': true, 'folio:alarm-mail': 'ops@example.com' };
    write('test', JSON.stringify({ ...PLACE, options }));
    const app = appOf({ 'folio:stage': 'test', 'folio:alarm-mail': 'me@example.com' });
    placeOf(app, root);
    const said = Object.keys(options).map((key) => app.node.tryGetContext(key));
    expect(said).toEqual(['40', 'true', 'me@example.com']);
  });

  test('of the main deployment is main.json, and a stage without a file goes wherever the credentials are', () => {
    write('main', JSON.stringify(PLACE));
    expect(placeOf(appOf({}), root)).toEqual(PLACE);
    expect(placeOf(appOf({ 'folio:stage': 'none' }), root)).toBeUndefined();
  });

  test('means nothing to what is synthesized for no account', () => {
    process.env[NO_STAGE_FILES] = 'true';
    try {
      expect(placeOf(appOf({ 'folio:stage': 'dev' }), root)).toBeUndefined();
    } finally {
      delete process.env[NO_STAGE_FILES];
    }
  });

  test.each([
    ['no JSON', '{', 'it is no JSON'],
    ['a number for an account', '{"account":111122223333,"region":"eu-central-1"}', 'account'],
    ['a region that is none', '{"account":"111122223333","region":"Frankfurt"}', 'region is a region, such as'],
    ['an option that there is not', JSON.stringify({ ...PLACE, options: { 'folio:trace': true } }), 'folio:trace'],
    ['one of a single deployment', JSON.stringify({ ...PLACE, options: { 'folio:unasked': true } }), 'folio:unasked'],
    ['a word too many', JSON.stringify({ ...PLACE, profile: 'x' }), 'profile'],
  ])('with %s is refused by its name and the place', (_, text, says) => {
    write('bad', text);
    expect(() => readStageFile(root, 'bad')).toThrow(/^stages\/bad\.json: .*docs\/DEPLOYING\.md has an example\.$/s);
    expect(() => readStageFile(root, 'bad')).toThrow(says);
  });
});
