import { runProgram } from '../../bin/program.ts';

/** Runs the command line on the words that its parent sends, and answers with what was said. */
const run = async (args: readonly string[]): Promise<void> => {
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...args);
  process.exitCode = undefined;
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (text: string | Uint8Array): boolean => {
      said[name] += String(text);
      return true;
    };
  }
  await runProgram();
  process.send?.({ code: process.exitCode ?? 0, ...said });
};

// Each run listens for the end of its process, which is the same for all of them here.
process.setMaxListeners(0);
process.on('message', (args: readonly string[]) => run(args));
process.on('disconnect', () => process.exit(0));
