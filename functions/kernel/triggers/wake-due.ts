import type { Item } from '../aws/attributes.ts';
import type { DuePage } from '../aws/due-page.ts';
import type { Log } from '../core/log.ts';
import { together } from '../core/parallel.ts';
import type { Clock } from '../core/ports.ts';

/** Each has a line in the log, in each run: who mends them needs a few and not thousands. */
const LINES_MAX = 20;

/** Whose run it is, and what it looks for. */
interface Sought {
  readonly domain: string;
  readonly operation: string;
  /** As a line of the log says it: `a delivery`, `deliveries`. */
  readonly one: string;
  readonly many: string;
}

/** What a run looks for, where it finds it, and what it does with it. */
export interface DueWork<T> extends Sought {
  /** The partitions of the index. */
  readonly shards: readonly number[];
  readonly page: (shard: number, by: number, from: Item | undefined) => Promise<DuePage<T>>;
  /** Gives what is due by then a look; how many of them had none from somebody else. */
  readonly wake: (due: readonly T[], by: number) => Promise<number>;
}

export interface DueDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** How long ago the earliest of what was due had its time, in ms: 0 where nothing was late. */
  readonly onLate?: (lateMs: number) => void;
}

/** What a run has come across. */
class Findings {
  woken = 0;
  readonly #unreadable: unknown[] = [];
  #since = Number.POSITIVE_INFINITY;

  take({ unreadable, since }: DuePage<unknown>): void {
    this.#unreadable.push(...unreadable);
    this.#since = Math.min(this.#since, since ?? Number.POSITIVE_INFINITY);
  }

  lateMs(now: number): number {
    return Math.max(0, now - this.#since);
  }

  /** Told in each run, and so each minute until somebody has mended it. */
  tell(log: Log, { domain, operation, one, many }: Sought): void {
    const { length } = this.#unreadable;
    for (const error of this.#unreadable.slice(0, LINES_MAX))
      log.error(`${one} cannot be read`, { domain, operation }, error);
    if (length > 0) log.info(`${many} are poison`, { domain, operation, faults: 0, poison: length });
    log.info(`${many} woken`, { domain, operation, count: this.woken });
  }
}

/**
 * One run over an index of what is due, all shards at once, page by page until nothing is due or the time is up. The next run goes
 * on then. What cannot be read keeps nothing else from being woken. What was found is told even where a shard fails.
 *
 * @param aheadMs wakes what is due within so long, too
 */
export const wakeDue = async <T>(
  { clock, log, onLate }: DueDeps,
  work: DueWork<T>,
  { aheadMs, deadline }: { readonly aheadMs: number; readonly deadline: number },
): Promise<{ readonly woken: number }> => {
  const now = clock.now();
  const by = now + aheadMs;
  const found = new Findings();
  const wakeShard = async (shard: number): Promise<void> => {
    let from: Item | undefined;
    do {
      const page = await work.page(shard, by, from);
      found.take(page);
      // Added after the wait: other shards count meanwhile.
      const woken = await work.wake(page.due, by);
      found.woken += woken;
      from = page.next;
    } while (from !== undefined && clock.now() < deadline);
  };
  try {
    await together(work.shards.map(wakeShard));
  } finally {
    found.tell(log, work);
    onLate?.(found.lateMs(now));
  }
  return { woken: found.woken };
};
