import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseKeepingNumbers } from '../../local/events/json-numbers.ts';
import { compilePattern } from '../../local/events/pattern.ts';
import { PatternFailure } from '../../local/events/pattern-failure.ts';
import { listPairsOf } from './ruler/list-pairs.ts';
import { type Pair, pairsOf } from './ruler/pairs.ts';
import { installRuler, RULER_VERSION, type Verdict, verdictsOf } from './ruler/witness.ts';

/** Pairs by hand and by seed, each with what event-ruler said. Made anew by `ruler/record.ts`. */
const RECORDED = 'test/contract/ruler/recorded.jsonl';
const COUNT = 6000;
const TOLD = 10;

/** What is refused here although event-ruler takes it: it loses a condition in silence, or takes a misspelt $or for a field. */
const STRICTER = ['$or takes a list', 'beside $or and in a branch', 'two branches of $or list'];

/** A wildcard that begins with a star and, after it, one letter in any case: event-ruler then takes every text of that field. */
const LETTER_AFTER_STAR = /"wildcard":"\*.*"equals-ignore-case":"\p{L}"/u;

/** What event-ruler is alone with, so that a pair is no witness; the second is a text that no double holds, listed beside an address. */
const isOddity = ({ pattern, event }: Pair): boolean =>
  LETTER_AFTER_STAR.test(pattern) ||
  // A name with a dot is the path to a member too, and the members of lists are told apart by their paths.
  (pattern.includes('"a.b"') && /\[\s*\{|\},\s*\{/.test(event)) ||
  (/0\.12345678901234567890|9007199254740993/.test(pattern) && /"(::|\d+[.:])/.test(pattern));

const ours = ({ pattern, event }: Pair): { readonly verdict: Verdict; readonly stricter: boolean } => {
  try {
    const matches = compilePattern(parseKeepingNumbers(pattern));
    return { verdict: matches(parseKeepingNumbers(event)) ? 'match' : 'no-match', stricter: false };
  } catch (error) {
    if (!(error instanceof PatternFailure)) throw error;
    return { verdict: 'refused', stricter: STRICTER.some((text) => error.message.includes(text)) };
  }
};

const differences = (pairs: readonly Pair[], theirs: readonly Verdict[]): readonly string[] =>
  pairs.flatMap((pair, index) => {
    const { verdict, stricter } = ours(pair);
    if (stricter || verdict === theirs[index] || isOddity(pair)) return [];
    return [`theirs ${theirs[index]}, ours ${verdict}: ${pair.pattern} on ${pair.event}`];
  });

const recorded = readFileSync(RECORDED, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Pair & { readonly verdict: Verdict });

describe('the bus and event filters', () => {
  test(`say of each recorded pair what event-ruler ${RULER_VERSION} said`, () => {
    expect(recorded.length).toBeGreaterThan(400);
    const verdicts = recorded.map(({ verdict }) => verdict);
    expect(new Set(verdicts)).toEqual(new Set(['match', 'no-match', 'refused']));
    expect(differences(recorded, verdicts)).toEqual([]);
  });

  test('say of random pairs what event-ruler says, where a JVM is there', async () => {
    const installed = await installRuler(process.cwd());
    if ('missing' in installed) {
      process.stderr.write(`The comparison with event-ruler is skipped: ${installed.missing}\n`);
      return;
    }
    const seed = Number(process.env.FOLIO_TEST_SEED ?? Date.now() % 1_000_000);
    const pairs = [...pairsOf(seed, COUNT), ...listPairsOf(seed, COUNT)];
    const theirs = await verdictsOf(process.cwd(), installed.jars, pairs);
    expect(theirs).toHaveLength(2 * COUNT);
    expect(theirs.filter((verdict) => verdict === 'match').length).toBeGreaterThan(COUNT / 10);
    const found = differences(pairs, theirs).slice(0, TOLD);
    expect({ seed, found }).toEqual({ seed, found: [] });
  }, 300_000);
});
