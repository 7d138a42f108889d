import type { History } from './history.ts';

/** The versions of one function that Lambda has, oldest first. */
export interface Published {
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Live versions that are always there to go back to, however old they are. */
const LIVE_KEPT = 10;
/** Everything younger is kept, live or not. */
const KEPT_MS = 90 * 24 * 3_600_000;

/** The last live versions of a function, each once, newest first. */
const lastLive = ({ timeline }: History, name: string): readonly string[] => [
  ...new Set(timeline.flatMap((set) => set[name] ?? []).reverse()),
];

/** What turned out bad, and what was gone back to: evidence, which is never removed. */
const inIncidents = ({ records }: History, name: string): readonly string[] =>
  records.flatMap(({ event }) => {
    if (event.kind === 'rollback-begun') return [event.from[name] ?? [], event.to[name] ?? []].flat();
    if (event.kind === 'taken-back' && event.function === name) return [event.from, event.to];
    if (event.kind === 'out-of-band' && event.function === name)
      return [event.version ?? [], Object.keys(event.weights ?? {})].flat();
    return [];
  });

/**
 * The versions of a function that can be deleted. They are older than 90 days, not among the last ten live ones, in no rollback,
 * and not `held` by a pin, an alias or a template.
 */
export const removable = (
  history: History,
  name: string,
  published: readonly Published[],
  held: readonly string[],
  now: number,
): readonly string[] => {
  const kept = new Set([
    ...held,
    ...lastLive(history, name).slice(0, LIVE_KEPT),
    ...inIncidents(history, name),
    ...(history.deployed?.functions
      .filter((each) => each.name === name)
      .flatMap((each) => [each.template, each.live]) ?? []),
  ]);
  return published.filter(({ version, at }) => now - at > KEPT_MS && !kept.has(version)).map(({ version }) => version);
};
