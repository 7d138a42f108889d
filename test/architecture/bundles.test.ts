import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { noticesOf } from '../../lib/platform/notices.ts';
import { ROOT } from './support/sources.ts';

interface Bundle {
  readonly entry: string;
  readonly bytes: number;
  readonly inputs: readonly string[];
  /** How many explanations of problems are in it. */
  readonly explains: number;
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
  '@aws-sdk/middleware-sdk-sqs',
  '@aws-sdk/signature-v4-multi-region',
  '@aws/lambda-invoke-store',
  '@middy/core',
  '@smithy/core',
  '@smithy/node-http-handler',
  '@smithy/signature-v4',
  '@smithy/types',
  'saxes',
  'xmlchars',
  'zod',
]);

const packageOf = (input: string): string | undefined => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];

/** What the tracer may add to the functions that ask for it, where the app is deployed with it. */
const TRACER_BYTES = 130_000;
const TRACER = '@aws-lambda-powertools/tracer';

let folder: string;
let bundles: readonly Bundle[];
let traced: readonly Bundle[];

const built = (name: string, ...options: readonly string[]): readonly Bundle[] => {
  const file = join(folder, name);
  execFileSync(process.execPath, [join(ROOT, 'test/architecture/support/metafile.ts'), ROOT, file, ...options]);
  return JSON.parse(readFileSync(file, 'utf8')) as readonly Bundle[];
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'folio-metafile-'));
  bundles = built('bundles.json');
  traced = built('traced.json', 'tracer');
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the bundle of each function', () => {
  test('is there: one for every entry file', () => {
    // Whatever a handler's name says of its trigger: one that the bundler does not know would be in no bundle.
    const named = globSync('functions/*/handlers/*.*.ts', { cwd: ROOT }).sort();
    expect(named.length).toBeGreaterThan(0);
    expect(bundles.map(({ entry }) => entry)).toEqual(named);
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

  test('can go with the licence of every package that is in it, each with its version and terms', () => {
    for (const { entry, inputs } of [...bundles, ...traced]) {
      const notices = noticesOf(ROOT, inputs);
      for (const name of new Set(inputs.map(packageOf).filter((each) => each !== undefined)))
        expect([entry, name, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\\S* \\(.+\\)$`, 'm').test(notices)]).toEqual([
          entry,
          name,
          true,
        ]);
      expect(notices).toContain('Permission is hereby granted');
      expect(notices).toContain('Apache License');
    }
  });

  test('holds no explanation of a problem: those stand in the document, which meta shows', () => {
    expect(bundles.filter(({ explains }) => explains > 0).map(({ entry }) => entry)).toEqual([]);
  });

  test('connects to what is not AWS in one place: the function that makes attempts', () => {
    const outward = bundles.filter(({ inputs }) => inputs.includes('functions/webhooks/http-client/send.ts'));
    expect(outward.map(({ entry }) => entry)).toEqual(['functions/webhooks/handlers/deliver.queue.ts']);
  });

  test(`is at most ${MAX_BYTES / 1000} kB`, () => {
    const big = bundles.filter(({ bytes }) => bytes > MAX_BYTES).map(({ entry, bytes }) => `${entry}: ${bytes}`);
    expect(big).toEqual([]);
  });

  test('has the tracer where its function asks for it and the app is deployed with it, and is else the same', () => {
    const asking = bundles.filter(({ inputs }) => inputs.includes('functions/kernel/core/tracing.ts'));
    expect(asking.map(({ entry }) => entry)).toContain('functions/webhooks/handlers/api.http.ts');
    for (const [index, { entry, inputs, bytes }] of traced.entries()) {
      const without = bundles[index];
      const brings = inputs.some((input) => packageOf(input) === TRACER);
      expect([entry, brings]).toEqual([entry, asking.some((one) => one.entry === entry)]);
      const more = bytes - (without?.bytes ?? 0);
      expect([entry, brings ? more <= TRACER_BYTES : more]).toEqual([entry, brings ? true : 0]);
    }
  });
});
