import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROOT } from './support/sources.ts';

interface Bundle {
  readonly entry: string;
  readonly bytes: number;
  readonly inputs: readonly string[];
}

const MAX_BYTES = 400_000;

/**
 * The packages that code on Lambda may bring along. Each is loaded at every cold start and trusted with money: add one only
 * if there is no other way.
 */
const PACKAGES: ReadonlySet<string> = new Set([
  '@aws-lambda-powertools/commons',
  '@aws-lambda-powertools/logger',
  '@aws-lambda-powertools/metrics',
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-eventbridge',
  '@aws-sdk/client-kms',
  '@aws-sdk/client-lambda',
  '@aws-sdk/client-sqs',
  '@aws-sdk/core',
  '@aws-sdk/dynamodb-codec',
  '@aws-sdk/middleware-endpoint-discovery',
  '@aws-sdk/middleware-sdk-sqs',
  '@aws-sdk/signature-v4-multi-region',
  '@aws/lambda-invoke-store',
  '@smithy/core',
  '@smithy/node-http-handler',
  '@smithy/signature-v4',
  '@smithy/types',
  'zod',
]);

const packageOf = (input: string): string | undefined => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];

let folder: string;
let bundles: readonly Bundle[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'folio-metafile-'));
  const file = join(folder, 'bundles.json');
  execFileSync(process.execPath, [join(ROOT, 'test/architecture/support/metafile.ts'), ROOT, file]);
  bundles = JSON.parse(readFileSync(file, 'utf8')) as readonly Bundle[];
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the bundle of each function', () => {
  test('is there: one for every entry file', () => {
    expect(bundles.map(({ entry }) => entry)).toEqual([
      'functions/identity/handlers/api.http.ts',
      'functions/identity/handlers/provision.task.ts',
      'functions/ledger/handlers/api.http.ts',
      'functions/ledger/handlers/relay.stream.ts',
      'functions/ledger/handlers/republish.task.ts',
      'functions/ledger/handlers/sweep-holds.schedule.ts',
      'functions/meta/handlers/api.http.ts',
      'functions/registry/handlers/bake.task.ts',
      'functions/registry/handlers/custom-resource.task.ts',
      'functions/registry/handlers/prober.task.ts',
      'functions/registry/handlers/watch.queue.ts',
      'functions/webhooks/handlers/api.http.ts',
      'functions/webhooks/handlers/deliver.queue.ts',
      'functions/webhooks/handlers/due.schedule.ts',
      'functions/webhooks/handlers/fan-out.stream.ts',
      'functions/webhooks/handlers/on-event.queue.ts',
      'functions/webhooks/handlers/relay.stream.ts',
    ]);
  });

  test('holds code of its own domain, of the kernel and of no other', () => {
    for (const { entry, inputs } of bundles) {
      const domain = entry.split('/')[1] ?? '';
      const foreign = inputs
        .filter((input) => packageOf(input) === undefined)
        .filter((input) => !input.startsWith(`functions/${domain}/`) && !input.startsWith('functions/kernel/'))
        .filter((input) => !input.startsWith('lib/platform/stand-ins/'));
      expect([entry, foreign]).toEqual([entry, []]);
    }
  });

  test('holds no package that is not on the list', () => {
    for (const { entry, inputs } of bundles) {
      const packages = new Set(inputs.map(packageOf).filter((name) => name !== undefined));
      const strange = [...packages].filter((name) => !PACKAGES.has(name));
      expect([entry, strange]).toEqual([entry, []]);
    }
  });

  test('connects to what is not AWS in one place: the function that makes attempts', () => {
    const outward = bundles.filter(({ inputs }) => inputs.includes('functions/webhooks/store/send.ts'));
    expect(outward.map(({ entry }) => entry)).toEqual(['functions/webhooks/handlers/deliver.queue.ts']);
  });

  test(`is at most ${MAX_BYTES / 1000} kB`, () => {
    const big = bundles.filter(({ bytes }) => bytes > MAX_BYTES).map(({ entry, bytes }) => `${entry}: ${bytes}`);
    expect(big).toEqual([]);
  });
});
