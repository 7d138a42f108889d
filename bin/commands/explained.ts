import { explain } from '../release/print/explain.ts';

/** Does what it is given; what AWS refuses, or the local cloud in its place, is told in one line. */
export const explained = async (target: 'local' | 'aws', run: () => Promise<void>): Promise<void> => {
  try {
    await run();
  } catch (error) {
    throw explain(error, target);
  }
};
