/** What is known of a test file: how long its tests take together, and when it last noticed a change. */
export interface FileHistory {
  readonly ms: number;
  readonly lastKill: number;
}

const NOTHING: FileHistory = { ms: 0, lastKill: 0 };
/** So many files that noticed the latest changes come before the quickest ones: changes of one function come after each other. */
const RECENT = 2;

/** Test files with their tests that reach a change, those that will notice it soonest first. */
export const inOrder = (
  files: readonly string[],
  history: Readonly<Record<string, FileHistory>>,
): readonly string[] => {
  const of = (file: string) => history[file] ?? NOTHING;
  const recent = files
    .filter((file) => of(file).lastKill > 0)
    .toSorted((a, b) => of(b).lastKill - of(a).lastKill)
    .slice(0, RECENT);
  const others = files.filter((file) => !recent.includes(file)).toSorted((a, b) => of(a).ms - of(b).ms);
  return [...recent, ...others];
};
