import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';

const folio = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/folio.ts', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

describe('the command line', () => {
  test.each([
    [['nothing'], /unknown command 'nothing'/],
    [['release', 'status', '--nothing'], /unknown option '--nothing'/],
  ])(
    'wrong use (%j) is code 2 with a line for a person, and one document for a program that asks for it',
    (args, line) => {
      const plain = folio(...args);
      expect(plain).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(line) });
      const asked = folio(...args, '--json');
      expect(asked).toMatchObject({ status: 2, stderr: expect.stringMatching(line) });
      expect(JSON.parse(asked.stdout)).toEqual({ error: { message: expect.stringMatching(line) } });
    },
  );

  test('loads what it does and no more: a help, a version and a token wait for no SDK, no CDK and no store', () => {
    const noting = `data:text/javascript,${encodeURIComponent(`
      import { registerHooks } from 'node:module';
      const heavy = new Set();
      registerHooks({ load: (url, context, next) => {
        const [, found] = /(@aws-sdk|@smithy|aws-cdk-lib|node:sqlite|local[/]cloud[.]ts|esbuild)/.exec(url) ?? [];
        if (found !== undefined) heavy.add(found);
        return next(url, context);
      } });
      process.on('exit', () => process.stderr.write('heavy:' + [...heavy].join()));
    `)}`;
    const heavy = (...args: readonly string[]) =>
      spawnSync(process.execPath, ['--import', noting, 'bin/folio.ts', ...args], { encoding: 'utf8' }).stderr.split(
        'heavy:',
      )[1];
    expect(heavy('release', 'status', '--data', '/nothing')).toContain('@aws-sdk');
    for (const args of ['--help', '--version', 'release --help', 'start --help', 'dlq --help', 'token --data /nothing'])
      expect([args, heavy(...args.split(' '))]).toEqual([args, '']);
  }, 60_000);

  test('a help that was asked for is no mistake', () => {
    expect(folio('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('bench') });
  });
});
