/** Runs `work` over all, at most `width` at a time. The first failure is thrown after what was under way has ended. */
export const inParallel = async <T>(
  all: readonly T[],
  width: number,
  work: (one: T) => Promise<void>,
): Promise<void> => {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (!failed && next < all.length) {
      const one = all[next] as T;
      next += 1;
      await work(one).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, all.length) }, lane));
  const broken = lanes.find((one) => one.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
};

/** Runs of at most `size`, in order. */
export const chunks = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
