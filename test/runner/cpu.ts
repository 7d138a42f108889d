import { appendFileSync, readFileSync } from 'node:fs';

/** Of `/proc/self/stat`, behind the name in brackets: own time and that of children which have ended, in ticks of 10 ms. */
const [FIRST, TICKS_PER_SECOND] = [11, 100];

/** Seconds of processor time of this process and of those that it has started and that have ended. Linux alone tells them. */
const cpuSeconds = (): number => {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(FIRST, FIRST + 4).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;
};

/** Notes what a test file takes, a line each, in the file that `FOLIO_TEST_CPU` names: on a busy machine its time says little. */
export const noteCpu = async <T>(path: string, run: () => Promise<T>): Promise<T> => {
  const { FOLIO_TEST_CPU: to } = process.env;
  if (to === undefined) return run();
  const [cpu, from] = [cpuSeconds(), performance.now()];
  try {
    return await run();
  } finally {
    const seconds = ((performance.now() - from) / 1000).toFixed(1);
    appendFileSync(to, `${(cpuSeconds() - cpu).toFixed(2)}\t${seconds}\t${path}\n`);
  }
};
