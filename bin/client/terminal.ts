import { pasteable } from './hints.ts';
import { type Outlet, stderr, stdout } from './outlet.ts';
import { jsonText, visible } from './visible.ts';

/**
 * How commands speak: text for people, one JSON document with `--json`; no colour and no redrawing off a terminal. Whatever another
 * has put into a text, it does nothing to the terminal that shows it.
 */
export interface Terminal {
  readonly json: boolean;
  readonly line: (text?: string) => void;
  /** A passing state of long work; on a terminal it overwrites itself, elsewhere it is a line every few seconds. */
  readonly progress: (text: string) => void;
  /** What a person should know and no program reads: it goes to the error output, also with `--json`. Commands in it can be pasted. */
  readonly note: (text: string) => void;
  readonly result: (value: unknown) => void;
}

const PROGRESS_EVERY_MS = 2000;

let answered = false;
/** Whether this run has given its one JSON document: what then goes wrong is told by the exit code and the error output. */
export const hasAnswered = (): boolean => answered;
export const beginAnswer = (): void => {
  answered = false;
};

export const terminal = (json: boolean, out: Outlet = stdout(), aside: Outlet = stderr()): Terminal => {
  let lastProgress = 0;
  let open = false;
  const finish = () => {
    if (open) aside.write('\n');
    open = false;
  };
  return {
    json,
    line: (text = '') => {
      finish();
      if (!json) out.write(`${visible(text)}\n`);
    },
    progress: (text) => {
      if (json) return;
      if (aside.isTerminal) {
        aside.write(`\r\u001b[K${visible(text)}`);
        open = true;
      } else if (Date.now() - lastProgress > PROGRESS_EVERY_MS) {
        lastProgress = Date.now();
        aside.write(`${visible(text)}\n`);
      }
    },
    note: (text) => {
      finish();
      aside.write(`folio: ${visible(pasteable(text))}\n`);
    },
    result: (value) => {
      finish();
      if (!json) return;
      answered = true;
      out.write(`${jsonText(value, 2)}\n`);
    },
  };
};
