import { FATES } from './machine/fate.ts';

/** Which fates each call of each function has met, as a table: `.` is never, a number is the power of ten. */
export const coverageLines = (met: ReadonlyMap<string, number>): readonly string[] => {
  const rows = new Map<string, Map<string, number>>();
  for (const [name, times] of met) {
    const cut = name.lastIndexOf(' ');
    const [call, fate] = [name.slice(0, cut), name.slice(cut + 1)];
    const row = rows.get(call) ?? new Map<string, number>();
    row.set(fate, (row.get(fate) ?? 0) + times);
    rows.set(call, row);
  }
  const cell = (times = 0): string => (times === 0 ? '.' : String(Math.floor(Math.log10(times)) + 1));
  const width = Math.max(...[...rows.keys()].map((name) => name.length), 0);
  const pairs = [...rows.values()].reduce((sum, row) => sum + row.size, 0);
  return [
    `${pairs} of ${rows.size * FATES.length} pairs of a call and a fate were met`,
    `${' '.repeat(width)} ${FATES.join(' ')}`,
    ...[...rows]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([name, row]) =>
          `${name.padEnd(width)} ${FATES.map((fate) => cell(row.get(fate)).padEnd(fate.length)).join(' ')}`,
      ),
  ];
};

/** Which states have followed which, each kind's on lines of its own, with how often. */
export const stateLines = (reached: ReadonlyMap<string, number>): readonly string[] => [
  `${reached.size} changes of state were made`,
  ...[...reached].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, times]) => `${name}: ${times}`),
];
