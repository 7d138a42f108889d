import { type CounterRange, countersOf } from '../../../functions/ledger/model/back-dated-index.ts';
import type { History } from '../../../functions/ledger/model/balance-at.ts';
import { change, type Entry, effectiveTime } from '../../../functions/ledger/model/entry.ts';

/** A history in memory, with the counters that the relay would have kept. */
export class HistoryFake implements History {
  reads = 0;
  private readonly entries = new Map<number, Entry>();
  private readonly counters = new Map<string, bigint>();

  add(entry: Entry): void {
    this.entries.set(entry.version, entry);
    if (entry.link?.backDated !== true) return;
    for (const { level, node } of countersOf(effectiveTime(entry))) {
      const name = `${level}#${node}`;
      this.counters.set(name, (this.counters.get(name) ?? 0n) + change(entry));
    }
  }

  remove(version: number): void {
    this.entries.delete(version);
  }

  newest = async (): Promise<Entry | undefined> => {
    this.reads += 1;
    return this.entries.get(Math.max(0, ...this.entries.keys()));
  };

  some = async (versions: readonly number[]): Promise<readonly Entry[]> => {
    this.reads += 1;
    return versions.map((version) => this.entries.get(version)).filter((entry) => entry !== undefined);
  };

  /** Pages of three, so that a look ahead has to turn them. */
  from = async (version: number, limit: number): Promise<readonly Entry[]> => {
    this.reads += 1;
    return [...this.entries.values()]
      .filter((entry) => entry.version >= version)
      .toSorted((a, b) => a.version - b.version)
      .slice(0, Math.min(limit, 3));
  };

  counted = async (ranges: readonly CounterRange[]): Promise<bigint> => {
    this.reads += 1;
    let sum = 0n;
    for (const [name, value] of this.counters) {
      const [level, node] = name.split('#').map(Number);
      const inside = ranges.some((r) => r.level === level && r.from <= (node ?? -1) && (node ?? -1) <= r.to);
      if (inside) sum += value;
    }
    return sum;
  };
}
