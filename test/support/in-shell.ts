import { spawn } from 'node:child_process';

export interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a line of bash in which `$FOLIO` is the command line of this checkout: who tests what becomes of pipes needs real ones.
 * Ends with the code of the first command of the line's last pipe.
 */
export const inShell = (line: string, env: Readonly<Record<string, string>> = {}, cwd?: string): Promise<Said> =>
  new Promise((resolve, reject) => {
    const FOLIO = `${process.execPath} ${process.cwd()}/bin/folio.ts`;
    const child = spawn('bash', ['-c', `${line}\nexit \${PIPESTATUS[0]}`], {
      env: { ...process.env, FOLIO, ...env },
      ...(cwd === undefined ? {} : { cwd }),
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said.stderr += text;
    });
    child.on('error', reject).on('close', (code) => resolve({ code, ...said }));
  });
