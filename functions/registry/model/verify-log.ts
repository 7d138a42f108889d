import { type Anchor, digestOf } from '../contract/anchor.ts';

/** What became of a record since it was first written. */
export type Damage =
  /** It says something else than it did. */
  | 'changed'
  /** It is gone: from the middle, or the log was cut off before it. */
  | 'removed'
  /** Nobody saw it being written, though later ones were seen. */
  | 'inserted'
  /** It said something else for a while. */
  | 'rewritten';

export interface Finding {
  readonly seq: number;
  readonly damage: Damage;
}

export interface Verdict {
  /** In the order of the log; empty for a log that is as it was written. */
  readonly findings: readonly Finding[];
  /** The first record that an anchor vouches for: those before are older than the anchors. Undefined where there is none. */
  readonly provedFrom: number | undefined;
  /** Records at the end that are written and not anchored yet: a moment's work, unless the anchoring has stopped. */
  readonly waiting: readonly number[];
}

const earliestFirst = (a: Anchor, b: Anchor): number => a.at - b.at || (a.digest < b.digest ? -1 : 1);

/**
 * Compares a log with its anchors. The chain of hashes within the log shows a record that was changed. Only anchors show a chain
 * that was rebuilt from some record on, each hash fitting, or truncated.
 *
 * @param texts the records' texts as they are stored, by their places
 * @param anchors in any order; of several for one place the first that was put there tells what was written
 */
export const verifyLog = (texts: ReadonlyMap<number, string>, anchors: readonly Anchor[]): Verdict => {
  const byPlace = Map.groupBy(anchors.toSorted(earliestFirst), ({ seq }) => seq);
  const places = [...byPlace.keys()];
  if (places.length === 0) return { findings: [], provedFrom: undefined, waiting: [...texts.keys()] };
  const [first, last] = [Math.min(...places), Math.max(...places)];
  const findings: Finding[] = [];
  for (let seq = first; seq <= last; seq += 1) {
    const [written, ...later] = byPlace.get(seq) ?? [];
    const text = texts.get(seq);
    if (text === undefined) findings.push({ seq, damage: 'removed' });
    else if (written === undefined) findings.push({ seq, damage: 'inserted' });
    else if (written.digest !== digestOf(text)) findings.push({ seq, damage: 'changed' });
    else if (later.some(({ digest }) => digest !== written.digest)) findings.push({ seq, damage: 'rewritten' });
  }
  return { findings, provedFrom: first, waiting: [...texts.keys()].filter((seq) => seq > last) };
};
