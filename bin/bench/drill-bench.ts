import { cpus, loadavg } from 'node:os';
import * as z from 'zod';
import { changedApp } from '../../test/support/changed-app.ts';
import { readAccount } from '../client/accounts.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { temporaryCloud } from '../client/temporary-cloud.ts';
import type { Terminal } from '../client/terminal.ts';
import { type DrillFigures, expectedBalances, marked, runDrills } from './drills.ts';
import { relayBacklog } from './relay-backlog.ts';
import { ACCOUNTS, account, openAccounts } from './scenarios.ts';

/** Transfers per second: about a fifth of what two cores take beside the load that makes them. */
const PER_SECOND = 50;
/** The promise: from the command to the first answer by the old version. */
const TARGET_MS = 2_000;

export interface DrillBench {
  readonly machine: string;
  readonly targetMs: number;
  readonly figures: DrillFigures;
  /** Accounts whose balance is not what the acknowledged transfers make it. */
  readonly wrongBalances: readonly string[];
}

const seen = z.object({ balance: z.object({ posted: z.string() }) });

const show = (figures: DrillFigures, wrong: readonly string[]): string => {
  const { drills, p50Ms, p99Ms, maxMs, commandP50Ms, commandMaxMs, requests, failed, strays, slowestMs } = figures;
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  return [
    `${drills} drills at ${figures.perSecond} transfers/s`,
    `first answer by the old version   p50 ${ms(p50Ms)}, p99 ${ms(p99Ms)}, longest ${ms(maxMs)} (to reach: ${ms(TARGET_MS)})`,
    `the command, proof and all        p50 ${ms(commandP50Ms)}, longest ${ms(commandMaxMs)}`,
    `${requests} transfers, failed: ${Object.keys(failed).length === 0 ? 'none' : JSON.stringify(failed)}; slowest ${ms(slowestMs)}`,
    `answered by the new version after the command had ended: ${strays}`,
    `accounts with another balance than the acknowledged transfers make: ${wrong.length}`,
  ].join('\n');
};

/** `folio bench --drills`: how long a rollback takes on this machine, and what it costs the customers: nothing. */
export const benchDrills = async (count: number, out: Terminal): Promise<DrillBench> => {
  const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  // Beside other work these are figures of the queue for the cores.
  const busy = (loadavg()[0] ?? 0).toFixed(1);
  out.line(`${machine}, load average before ${busy}. The load and the commands share the cores with the server.\n`);
  const apps = ['B', 'C'].map((name) => changedApp(marked(name)));
  const cloud = await temporaryCloud(['--webhooks-to', 'any']);
  const backlog = relayBacklog(cloud.dataDir);
  try {
    const api = await openAccounts(cloud, 0);
    const accounts = Array.from({ length: ACCOUNTS }, (_, index) => account(index));
    const place = { url: cloud.local.url, dataDir: cloud.dataDir, token: await api.token(), accounts };
    const onDrill = (done: number) => out.progress(`drill ${done} of ${count} ...`);
    const { figures, answers } = await runDrills(place, apps, { count, perSecond: PER_SECOND, onDrill });
    await backlog.drained();
    const wrongBalances: string[] = [];
    for (const [id, balance] of expectedBalances(new Map(accounts.map((id) => [id, 0n])), answers)) {
      const found = await readAccount(api, id, seen);
      if (BigInt(found.balance.posted) !== balance) wrongBalances.push(id);
    }
    out.line(show(figures, wrongBalances));
    if (Object.keys(figures.failed).length > 0 || wrongBalances.length > 0)
      throw new CommandFailure('The drill cost customers something; the lines above say what.');
    return { machine, targetMs: TARGET_MS, figures, wrongBalances };
  } finally {
    backlog.close();
    await cloud.stop();
    for (const app of apps) app.remove();
  }
};
