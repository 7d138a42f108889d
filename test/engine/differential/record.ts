import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startServer } from '../../../local/dynamodb/server.ts';
import { startDynamoLocal } from '../../support/dynamo.ts';
import { asker } from './answers.ts';
import { differenceOf, digestOf, type Recorded, removeItems } from './compare.ts';
import { Generator } from './operations.ts';
import { CREATE } from './table.ts';

/**
 * `FOLIO_DYNAMODB_LOCAL_DIR=<folder> node bin/node.js test/engine/differential/record.ts <seed> <calls>`: asks Amazon's DynamoDB Local and our
 * engine, tells each unexpected difference, and without one keeps what DynamoDB Local answered for a comparison without a JVM.
 */
const [seed = 1, calls = 10_000] = process.argv.slice(2).map(Number);
const local = await startDynamoLocal();
if (typeof local === 'string') throw new Error(local);
const ours = await startServer();
const [askOurs, askLocal] = [asker(ours.endpoint), asker(local.endpoint)];
await Promise.all([askOurs(CREATE), askLocal(CREATE)]);
const generator = new Generator(seed);
const recorded: Recorded[] = [];
const rules = new Map<string, number>();
let unexpected = 0;
for (let at = 0; at < calls; at += 1) {
  const call = generator.next();
  const [one, other] = await Promise.all([askOurs(call), askLocal(call)]);
  const difference = differenceOf(call, one, other);
  if (difference === undefined) {
    recorded.push(digestOf(other));
    continue;
  }
  recorded.push(other);
  await removeItems(call, [askOurs, askLocal]);
  if (difference.rule === undefined) {
    unexpected += 1;
    process.stdout.write(`${at} ${JSON.stringify(difference, undefined, 1)}\n`);
  } else rules.set(difference.rule, (rules.get(difference.rule) ?? 0) + 1);
}
process.stdout.write(`seed ${seed}: ${calls} calls, ${unexpected} unexpected differences\n`);
for (const [rule, times] of rules) process.stdout.write(`  ${times} ${rule}\n`);
if (unexpected === 0)
  writeFileSync(
    join(import.meta.dirname, `recorded-${seed}.json.gz`),
    gzipSync(JSON.stringify({ seed, recorded }), { level: 9 }),
  );
await ours.stop();
await local.stop();
