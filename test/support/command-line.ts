import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Said } from './in-shell.ts';

/**
 * The command line in one process that takes one line after another: what a command says does not depend on its process, and a start
 * of one for each line takes longer than all the rest. What becomes of pipes, signals and exit codes is tried by `inShell`.
 */
export class CommandLine {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'command-line-child.ts'), {
    execArgv: [],
    env: { ...process.env, NODE_COMPILE_CACHE: join(process.cwd(), 'node_modules', '.cache', 'folio-compiled') },
  });

  /** One at a time. @throws where the process ends before it answers */
  async run(args: readonly string[]): Promise<Said> {
    const ended = new AbortController();
    const { signal } = ended;
    const died = once(this.#child, 'exit', { signal }).then(([code]) => {
      throw new Error(`folio ${args.join(' ')} ended its process with ${code}`);
    });
    const answered = once(this.#child, 'message', { signal });
    this.#child.send(args);
    const [said] = await Promise.race([answered, died]);
    died.catch(() => undefined);
    ended.abort();
    return said as Said;
  }

  end(): void {
    this.#child.disconnect();
  }
}

/** The words of a line as a shell splits it: plain ones, `"quoted"` ones, and `$'...'` with its line breaks. */
export const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/\$'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, escaped, quoted, plain]) => escaped?.replaceAll('\\n', '\n') ?? quoted ?? plain ?? '',
  );
