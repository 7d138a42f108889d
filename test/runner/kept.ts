const kept = new Map<string, unknown>();

/** What is made once for all test files of a worker that ask for the same: nobody changes it. */
export const keptInWorker = <T>(name: string, make: () => T): T => {
  if (!kept.has(name)) kept.set(name, make());
  return kept.get(name) as T;
};
