import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { keptInWorker } from '../runner/kept.ts';
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

  #last: Promise<unknown> = Promise.resolve();

  /** One after the other. @throws where the process ends before it answers */
  run(args: readonly string[]): Promise<Said> {
    const said = this.#last.then(() => this.#run(args));
    this.#last = said.catch(() => undefined);
    return said;
  }

  async #run(args: readonly string[]): Promise<Said> {
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

  get isAlive(): boolean {
    return this.#child.connected;
  }

  /** Who runs it may end before it. */
  unref(): this {
    this.#child.unref();
    this.#child.channel?.unref();
    return this;
  }

  end(): void {
    this.#child.disconnect();
  }
}

const ofWorker: { readonly get: () => CommandLine } = keptInWorker('command line', () => {
  let line: CommandLine | undefined;
  return {
    get: () => {
      if (line?.isAlive !== true) line = new CommandLine().unref();
      return line;
    },
  };
});

/** Runs one line in the process that all test files of a worker share. */
export const folio = (...args: readonly string[]): Promise<Said> => ofWorker.get().run(args);

/** The words of a line as a shell splits it: plain ones, `"quoted"` ones, and `$'...'` with its line breaks. */
export const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/\$'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, escaped, quoted, plain]) => escaped?.replaceAll('\\n', '\n') ?? quoted ?? plain ?? '',
  );
