import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nearest } from '../../bin/catalog/find-component.ts';
import { readAssembly } from '../../bin/catalog/read-assembly.ts';
import { folio as said } from '../support/command-line.ts';
import { arn, fn, grant, NOTHING_DECLARED, type Resources, statement } from '../unit/catalog/support/fixture.ts';
import { queue, table } from '../unit/catalog/support/parts.ts';

const APP: Resources = {
  ...fn('Api'),
  Rights: grant('ApiRole', statement('dynamodb:GetItem', arn('Store'))),
  Store: table,
};

let root: string;
const folder = (name: string): string => join(root, name);

/** An assembly of one stack as `cdk synth` leaves it. */
const write = (name: string, resources: Resources, files: Readonly<Record<string, string>> = {}): string => {
  const artifact = {
    type: 'aws:cloudformation:stack',
    properties: { templateFile: 'A.template.json', stackName: 'A' },
  };
  const whole = {
    'manifest.json': JSON.stringify({ artifacts: { A: artifact } }),
    'A.template.json': JSON.stringify({ Resources: resources }),
    'folio.declarations.json': JSON.stringify(NOTHING_DECLARED),
    ...files,
  };
  mkdirSync(folder(name));
  for (const [file, text] of Object.entries(whole)) writeFileSync(join(folder(name), file), text);
  return folder(name);
};

const folio = async (...args: readonly string[]) => {
  const { code: status, stdout, stderr } = await said('catalog', ...args);
  return { status, stdout, stderr };
};

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'folio-catalog-'));
  write('app', APP);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('folio catalog', () => {
  test('builds the same bytes twice, which diff takes for a base', async () => {
    const build = () => folio('build', '--assembly', folder('app'), '--json');
    const first = await build();
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect((await build()).stdout).toBe(first.stdout);
    writeFileSync(folder('base.json'), first.stdout);
    const more = write('more', { ...APP, Work: queue });
    const diff = await folio('diff', folder('base.json'), '--assembly', more);
    expect(diff).toEqual({
      status: 0,
      stderr: '',
      stdout: 'For users: nothing\nFor operators:\n    new queue a/work, of tests\n',
    });
    expect((await folio('diff', folder('app'), '--assembly', folder('app'))).stdout).toMatch(/^Nothing changes/);
  }, 60_000);

  test('shows a component with its edges and the places that they come from', async () => {
    const { status, stdout } = await folio('show', 'api', '--assembly', folder('app'));
    expect(status).toBe(0);
    expect(stdout).toContain('-> reads a/store\n      A/Rights PolicyDocument.Statement[0]: dynamodb:GetItem\n');
    const json = JSON.parse((await folio('show', 'a/api', '--assembly', folder('app'), '--json')).stdout);
    expect(json).toMatchObject({ id: 'a/api', owner: 'tests', to: [{ kind: 'reads', to: 'a/store' }], from: [] });
  }, 60_000);

  test('says who is hurt', async () => {
    const { stdout } = await folio('impact', 'store', '--assembly', folder('app'));
    expect(stdout).toBe('Fails with a/store:  (hops, who, by whom)\n  1  a/api  by a/store (reads)\n');
  });

  test('fails a check with what is to be mended, in text and in one document', async () => {
    const plain = await folio('check', '--assembly', folder('app'));
    expect(plain).toMatchObject({ status: 1, stderr: 'folio: 2 things are to be mended.\n' });
    expect(plain.stdout).toContain('watched  a/api: no alarm watches it\n  mend: ');
    const asked = await folio('check', '--assembly', folder('app'), '--json');
    expect(asked.status).toBe(1);
    expect(JSON.parse(asked.stdout).findings).toHaveLength(2);
  }, 60_000);

  test.each([
    [['show', 'stor'], /^folio: There is no component 'stor'\. Did you mean "a\/store"\?\n$/],
    [['impact', 'zzzzzz'], /^folio: There is no component 'zzzzzz'\. See "\S+folio catalog show"\.\n$/],
    [['show', 'a\u001b[31m'], /^folio: There is no component 'a \[31m'/],
    [['diff', 'no-such-revision'], /is no synthesized app, no file with a catalog and no revision of this checkout/],
    [['diff', '--', '--upload-pack=x'], /is no synthesized app/],
    [['diff', 'package.json'], /package\.json holds no catalog/],
    [['diff', 'README.md'], /README\.md is no JSON/],
  ])('answers %j in one line that says what to do', async (args, expected) => {
    const { status, stdout, stderr } = await folio(...args.slice(0, 1), '--assembly', folder('app'), ...args.slice(1));
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(expected);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('says the command where nothing is synthesized', async () => {
    const { status, stderr } = await folio('build', '--assembly', folder('nowhere'));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^folio: There is no synthesized app in .*nowhere; .*"npm run synth"/);
  });
});

describe('a damaged assembly', () => {
  test.each([
    ['manifest.json', '{', /manifest\.json cannot be read/],
    ['manifest.json', '[]', /it has no 'artifacts'/],
    ['manifest.json', '{"artifacts":{}}', /has no stacks/],
    ['A.template.json', '{"Resources"', /A\.template\.json cannot be read/],
    ['A.template.json', '[]', /it is no JSON object/],
    ['A.template.json', '{}', /it has no 'Resources'/],
    ['A.template.json', '{"Resources":{"X":{}}}', /its resource X has no 'Type'/],
    ['A.template.json', '{"Resources":{"X":null}}', /its resource X has no 'Type'/],
    ['folio.declarations.json', '{}', /it has no 'domains' or no 'runbooks'/],
  ])('whose %s is %s is refused by the file’s name', (file, text, said) => {
    const name = `damaged-${file}-${text.length}-${Math.abs(text.charCodeAt(1) | 0)}`;
    write(name, APP, { [file]: text });
    expect(() => readAssembly(folder(name))).toThrow(said);
  });

  test('whose manifest names files elsewhere is read in its own folder only', () => {
    const properties = { templateFile: '../app/A.template.json', stackName: 'A' };
    const manifest = JSON.stringify({ artifacts: { A: { type: 'aws:cloudformation:stack', properties } } });
    write('outside', {}, { 'manifest.json': manifest });
    expect(readAssembly(folder('outside')).templates[0]?.template.Resources).toEqual({});
  });

  test('of before there was a catalog has no declarations of its own', () => {
    write('old', APP);
    rmSync(join(folder('old'), 'folio.declarations.json'));
    expect(readAssembly(folder('old')).declared).toBeUndefined();
    expect(readFileSync(join(folder('old'), 'manifest.json'), 'utf8')).toContain('A.template.json');
  });
});

describe('what was meant', () => {
  test.each([
    ['leger/api', 'ledger/api'],
    ['Relay', 'ledger/relay'],
    ['ledgr/relay', 'ledger/relay'],
    ['', 'ledger/api'],
  ])('by %j is first %s', (asked, first) => {
    expect(nearest(asked, ['ledger/relay', 'ledger/api', 'payments/work-queue'])[0]).toBe(first);
  });

  test('is nobody for a word that is like none', () => {
    expect(nearest('xyzzy', ['ledger/relay', 'ledger/api'])).toEqual([]);
    expect(nearest('x'.repeat(100_000), ['ledger/relay'])).toEqual([]);
  });
});
