import { stderr, stdout } from './outlet.ts';

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left where it goes',
  EFBIG: 'the file that it goes to may not grow',
  EDQUOT: 'the quota of the disk is used up',
};

/**
 * Tells, when the process ends, that what it said could not be written. Whoever only asked has then no answer, and the command has
 * failed. Work that was done stays done, and its exit code says so. A reader that has gone away wanted no more: that is no failure.
 */
export const reportLostAnswer = (isWork: () => boolean): void => {
  process.once('exit', (code) => {
    const lost = stdout().lost();
    if (lost === undefined || lost === 'EPIPE') return;
    const why = WHY[lost] ?? lost;
    const rest = isWork() ? ' What was to be done is done as the exit code says.' : '';
    stderr().write(`folio: The answer could not be written: ${why}.${rest}\n`);
    if (code === 0 && !isWork()) process.exitCode = 1;
  });
};
