import { assert } from './assert.ts';

/** Runs of at most `size`, in order: store and bus calls take a limited number each. */
export const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] => {
  assert(size > 0, 'a chunk holds something');
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
};

/**
 * All of them, or the first failure once every one has ended: nothing may go on in a frozen environment after the answer.
 */
export const together = async <T extends readonly unknown[]>(
  under: { readonly [K in keyof T]: Promise<T[K]> },
): Promise<T> => {
  await Promise.allSettled(under);
  return (await Promise.all(under)) as unknown as T;
};

/** Runs `work` over all, at most `width` at a time. The first failure ends it, after the ones under way have ended. */
export const inParallel = async <T>(
  all: readonly T[],
  width: number,
  work: (one: T) => Promise<void>,
): Promise<void> => {
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (!failed && next < all.length) {
      const one = all[next] as T;
      next += 1;
      await work(one).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(width, all.length) }, worker));
  const broken = workers.find((one) => one.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
};
