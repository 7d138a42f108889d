import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from './support/sources.ts';

const workflows = globSync('.github/workflows/*.yml', { cwd: ROOT })
  .sort()
  .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
const taking = workflows.filter(({ text }) => text.includes('id-token: write'));

describe('a workflow', () => {
  test('runs no action but by the hash of its code, and three of them take a role of AWS', () => {
    expect(taking.map(({ path }) => path)).toEqual(
      ['deploy', 'diff', 'roll-back'].map((name) => `.github/workflows/${name}.yml`),
    );
    const loose = workflows.flatMap(({ path, text }) =>
      [...text.matchAll(/uses: (\S{1,200})/g)].flatMap(([, action = '']) =>
        /@[0-9a-f]{40}$/.test(action) ? [] : [`${path}: ${action}`],
      ),
    );
    expect(loose).toEqual([]);
  });

  test('that follows another one takes what was pushed here alone: a fork’s branch may be called main too', () => {
    const following = workflows.filter(({ text }) => text.includes('workflow_run:'));
    expect(following.map(({ path }) => path)).toEqual(['.github/workflows/deploy.yml']);
    for (const { text } of following) {
      expect(text).toContain("github.event.workflow_run.event == 'push'");
      expect(text).toContain('github.event.workflow_run.head_repository.full_name == github.repository');
      expect(text).toContain('compare/main...$COMMIT');
      // By its hash: a branch could be moved between the look and the checkout.
      expect(text.indexOf('[[ $COMMIT =~ ^[0-9a-f]{40}$ ]] || {')).toBeLessThan(text.indexOf('compare/main...$COMMIT'));
      expect(text).toContain('[[ $COMMIT =~ ^[0-9a-f]{40}$ ]] || {');
    }
  });

  test('that is started by hand and takes a role is the one of main: another branch may have other steps', () => {
    const byHand = taking.filter(({ text }) => text.includes('workflow_dispatch:'));
    expect(byHand.map(({ path }) => path)).toEqual(
      ['deploy', 'roll-back'].map((name) => `.github/workflows/${name}.yml`),
    );
    for (const { text } of byHand) expect(text).toMatch(/^ {4}if: .*(?:\n {6}.*)?github\.ref == 'refs\/heads\/main'/m);
    // GitHub alone can hold a branch to that whose file says otherwise.
    expect(readFileSync(join(ROOT, 'docs/DEPLOYING.md'), 'utf8')).toContain('deployment branches');
  });

  test('that shows what a checkout says takes the fence’s own signs out of it', () => {
    for (const { path, text } of workflows)
      expect([path, text.split("echo '```'").length - 1]).toEqual([path, 2 * (text.split("tr '`'").length - 1)]);
  });

  test('has no more rights than its jobs ask for, keeps no token in the checkout, and runs no text of others as a command', () => {
    for (const { path, text } of workflows) {
      expect([path, /^permissions:\n {2}contents: read$/m.test(text)]).toEqual([path, true]);
      expect([path, text.includes('pull_request_target')]).toEqual([path, false]);
      const checkouts = text.split('uses: actions/checkout@').length - 1;
      expect([path, text.split('persist-credentials: false').length - 1]).toEqual([path, checkouts]);
      const commands = text
        .split('run:')
        .slice(1)
        .map((part) => part.split(/\n {6}- |\n {4}\w/)[0] ?? '');
      expect([path, commands.filter((one) => one.includes('${{'))]).toEqual([path, []]);
    }
  });
});
