import { bankOf } from '../../test/store/ledger/bank.ts';
import { newWorld } from '../../test/store/ledger/kit.ts';
import { startConflicting } from '../../test/support/dynamo.ts';
import { stdout } from '../client/outlet.ts';

/**
 * What clients see of one bounded account when each of its transactions takes as long as on AWS and those that meet conflict:
 * `node bench/conflicts.ts [seconds] [transaction ms]`. Requests come at an even rate, whatever becomes of those before.
 */
const [seconds = 10, transactionMs = 15] = process.argv.slice(2).map(Number);
const RATES = [10, 50, 200];
const PATIENCE_MS = 4_000;

const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0;

stdout().write('| asked/s | done/s | 409 conflict | p50 ms | p99 ms |\n| --- | --- | --- | --- | --- |\n');
for (const rate of RATES) {
  const engine = await startConflicting(transactionMs);
  const bank = bankOf(await newWorld(engine));
  await bank.fund('hot', '100000000');
  for (let at = 0; at < 50; at += 1) await bank.open(`other-${at}`);
  const asked: Promise<{ readonly status: number; readonly tookMs: number }>[] = [];
  const from = performance.now();
  for (let at = 0; at < rate * seconds; at += 1) {
    const wait = from + (at * 1000) / rate - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const begun = performance.now();
    const transfer = bank.transfer('hot', `other-${at % 50}`, '1', {}, { patience: PATIENCE_MS });
    asked.push(transfer.then(({ status }) => ({ status, tookMs: performance.now() - begun })));
  }
  const answers = await Promise.all(asked);
  const elapsed = (performance.now() - from) / 1000;
  const done = answers.filter(({ status }) => status === 201);
  const took = done.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  const share = ((1 - done.length / answers.length) * 100).toFixed(1);
  stdout().write(
    `| ${rate} | ${(done.length / elapsed).toFixed(1)} | ${share}% | ${percentile(took, 0.5).toFixed(0)} | ${percentile(took, 0.99).toFixed(0)} |\n`,
  );
  await engine.stop();
}
