import { join } from 'node:path';
import { type LogFile, logFile } from './log-file.ts';

/** One log file per function, and a look at every line for whoever reads metrics out of them. */
export class FunctionLogs {
  readonly #dir: string;
  readonly #onLine: (functionName: string, line: string) => void;
  readonly #files = new Map<string, LogFile>();

  constructor(dir: string, onLine: (functionName: string, line: string) => void) {
    this.#dir = dir;
    this.#onLine = onLine;
  }

  /** `text` is whole lines. */
  append(name: string, text: string): void {
    this.#file(name).append(text);
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      if (end > from) this.#onLine(name, text.slice(from, end));
      from = end + 1;
    }
    if (from < text.length) this.#onLine(name, text.slice(from));
  }

  /** Lambda's own word on an invocation that failed. */
  failure(name: string, requestId: string, payload: string): void {
    const { errorType, errorMessage } = JSON.parse(payload) as { errorType: string; errorMessage: string };
    this.#file(name).append(`${new Date().toISOString()}\t${requestId}\tERROR\t${errorType}: ${errorMessage}\n`);
  }

  paths(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#files].map(([name, file]) => [name, file.path]));
  }

  flush(): void {
    for (const file of this.#files.values()) file.flush();
  }

  #file(name: string): LogFile {
    const known = this.#files.get(name) ?? logFile(join(this.#dir, `${name}.log`));
    this.#files.set(name, known);
    return known;
  }
}
