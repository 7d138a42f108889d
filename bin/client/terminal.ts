/** How commands speak: text for people, one JSON document with `--json`; no colour and no redrawing off a terminal. */
export interface Terminal {
  readonly json: boolean;
  readonly line: (text?: string) => void;
  /** A passing state of long work; on a terminal it overwrites itself, elsewhere it is a line every few seconds. */
  readonly progress: (text: string) => void;
  readonly result: (value: unknown) => void;
}

const PROGRESS_EVERY_MS = 2000;

export const terminal = (json: boolean, out: NodeJS.WriteStream = process.stdout): Terminal => {
  let lastProgress = 0;
  let open = false;
  const finish = () => {
    if (open) process.stderr.write('\n');
    open = false;
  };
  return {
    json,
    line: (text = '') => {
      finish();
      if (!json) out.write(`${text}\n`);
    },
    progress: (text) => {
      if (json) return;
      if (process.stderr.isTTY) {
        process.stderr.write(`\r\u001b[K${text}`);
        open = true;
      } else if (Date.now() - lastProgress > PROGRESS_EVERY_MS) {
        lastProgress = Date.now();
        process.stderr.write(`${text}\n`);
      }
    },
    result: (value) => {
      finish();
      if (json) out.write(`${JSON.stringify(value, null, 2)}\n`);
    },
  };
};
