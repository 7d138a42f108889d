import { readFileSync, writeFileSync } from 'node:fs';
import { listPairsOf } from './list-pairs.ts';
import { type Pair, pairsOf } from './pairs.ts';
import { installRuler, verdictsOf } from './witness.ts';

/**
 * Makes `recorded.jsonl` anew, from the pairs by hand in it and from fixed seeds, with what event-ruler says of each:
 *
 *   node bin/node.js test/contract/ruler/record.ts
 *
 * It needs `java` and `mvn`.
 */
const FILE = 'test/contract/ruler/recorded.jsonl';
const BY_HAND = 'test/contract/ruler/by-hand.jsonl';

const installed = await installRuler(process.cwd());
if ('missing' in installed) throw new Error(`event-ruler is not to be had here: ${installed.missing}`);
const byHand = readFileSync(BY_HAND, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Pair);
const pairs = [...byHand, ...pairsOf(1, 600), ...listPairsOf(1, 300)];
const verdicts = await verdictsOf(process.cwd(), installed.jars, pairs);
writeFileSync(FILE, pairs.map((pair, index) => `${JSON.stringify({ ...pair, verdict: verdicts[index] })}\n`).join(''));
