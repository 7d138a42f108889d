/** Instead of a status, where a connection was lost or no answer came in time. */
export const NO_ANSWER = 0;

/** How many answers had which status. */
export type Statuses = Readonly<Record<number, number>>;

/** Under this share of requests answered as wished, the figures are of something else. */
const GOOD_AT_LEAST = 0.99;

export const isDone = (status: number): boolean => status === 200 || status === 201;

const entries = (statuses: Statuses): readonly (readonly [number, number])[] =>
  Object.entries(statuses).map(([status, count]) => [Number(status), count]);

const sum = (statuses: Statuses, wanted: (status: number) => boolean): number =>
  entries(statuses).reduce((all, [status, count]) => all + (wanted(status) ? count : 0), 0);

export const doneOf = (statuses: Statuses): number => sum(statuses, isDone);

export const refusedOf = (statuses: Statuses): number => sum(statuses, (status) => !isDone(status));

/** Whether so much was done that the figures are those of what was asked for. */
export const isMeasured = (statuses: Statuses): boolean =>
  doneOf(statuses) > 0 && refusedOf(statuses) <= (1 - GOOD_AT_LEAST) * (doneOf(statuses) + refusedOf(statuses));

/** As a cell of a table: how many were refused, and by which status. */
export const refusedCell = (statuses: Statuses): string => {
  const refused = entries(statuses).filter(([status]) => !isDone(status));
  if (refused.length === 0) return doneOf(statuses) > 0 ? '0' : 'nothing was asked';
  const each = refused.map(([status, count]) => `${count} by ${status === NO_ANSWER ? 'no answer' : status}`);
  return `${each.join(', ')}${isMeasured(statuses) ? '' : ': measures refusals'}`;
};

/** The answers of two loads. */
export const added = (one: Statuses, other: Statuses): Statuses => {
  const all: Record<number, number> = { ...one };
  for (const [status, count] of entries(other)) all[status] = (all[status] ?? 0) + count;
  return all;
};

/** One more answer of this status. */
export const count = (statuses: Record<number, number>, status: number): void => {
  statuses[status] = (statuses[status] ?? 0) + 1;
};
