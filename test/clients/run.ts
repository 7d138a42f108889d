import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `npm run test:clients`: installs the pinned tools of tools.json in a folder of their own, and runs what uses them. */
const folder = mkdtempSync(join(tmpdir(), 'folio-client-tools-'));
try {
  copyFileSync(join(import.meta.dirname, 'tools.json'), join(folder, 'package.json'));
  const options = { stdio: 'inherit', shell: process.platform === 'win32' } as const;
  const installed = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
    ...options,
    cwd: folder,
  });
  if (installed.status !== 0) throw new Error('The tools could not be installed: is the registry within reach?');
  const env = { ...process.env, FOLIO_CLIENT_TOOLS: folder };
  process.exitCode =
    spawnSync('npm', ['run', '--silent', 'jest', '--', 'test/clients'], { ...options, env }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
