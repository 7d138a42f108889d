import { cpus } from 'node:os';
import { type TemporaryCloud, temporaryCloud } from '../bin/client/temporary-cloud.ts';
import type { Terminal } from '../bin/client/terminal.ts';
import { type ColdStart, coldStarts } from './cold-start.ts';
import { coldStartTable, type Figures, figuresTable } from './figures.ts';
import { floor } from './floor.ts';
import { measure, openAccounts, SCENARIOS } from './scenarios.ts';
import { benchWebhooks, isWebhooksWanted, type WebhooksFigures } from './webhooks/webhooks-bench.ts';

/**
 * Peers on two such cores with their databases, durable, 32 connections, measured for this project: what one machine of this
 * kind does. Compare ratios of one run with them, not single figures of another machine.
 */
const PEERS = [
  { name: 'Formance Ledger', uniform: 235, hot: 38 },
  { name: 'Blnk', uniform: 752, hot: 315 },
] as const;

export interface BenchResult {
  readonly machine: string;
  readonly readyMs: number;
  readonly figures: readonly Figures[];
  readonly coldStarts: readonly ColdStart[];
  readonly webhooks?: WebhooksFigures;
  readonly ratios: Readonly<Record<string, number>>;
}

/** Runs the floor and the scenarios one after another on a temporary local cloud. */
export const runBench = async (
  options: { readonly seconds: number; readonly only?: string },
  out: Terminal,
): Promise<BenchResult> => {
  const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  out.line(`${machine}; ${options.seconds} s each. The load generator shares the cores; its CPU is not counted.\n`);
  const wanted = (name: string) => options.only === undefined || name.includes(options.only);
  const figures: Figures[] = [];
  if (wanted('floor')) {
    out.progress('floor ...');
    figures.push(await floor(options.seconds));
  }
  const cloud = await temporaryCloud();
  let cold: readonly ColdStart[] = [];
  let webhooks: WebhooksFigures | undefined;
  try {
    if (wanted('cold start')) {
      out.progress('cold starts ...');
      cold = await coldStarts(cloud.dataDir, cloud.local.awsUrl);
    }
    figures.push(...(await scenarios(cloud, options.seconds, wanted, out)));
    if (isWebhooksWanted(wanted)) webhooks = await benchWebhooks(cloud, { seconds: options.seconds, wanted }, out);
  } finally {
    await cloud.stop();
  }
  const ratios = ratiosOf(figures);
  if (figures.length > 0) out.line(`${figuresTable(figures)}\n`);
  for (const [name, ratio] of Object.entries(ratios)) out.line(`${name.padEnd(44)} ${ratio.toFixed(2)}`);
  out.line(`ready in ${cloud.local.readyMs} ms`);
  if (cold.length > 0) out.line(`\n${coldStartTable(cold)}`);
  const measured = { machine, readyMs: cloud.local.readyMs, figures, coldStarts: cold, ratios };
  return webhooks === undefined ? measured : { ...measured, webhooks };
};

const scenarios = async (
  cloud: TemporaryCloud,
  seconds: number,
  wanted: (name: string) => boolean,
  out: Terminal,
): Promise<readonly Figures[]> => {
  const figures: Figures[] = [];
  const chosen = SCENARIOS.filter(({ name }) => wanted(name));
  if (chosen.length === 0) return figures;
  const api = await openAccounts(cloud, 0);
  for (const scenario of chosen) {
    out.progress(`${scenario.name} ...`);
    figures.push(await measure(cloud, api, scenario, seconds));
  }
  return figures;
};

const ratiosOf = (figures: readonly Figures[]): Record<string, number> => {
  const rate = (start: string) => figures.find(({ name }) => name.startsWith(start))?.perSecond;
  const [bare, uniform, hot, bulk] = [rate('floor'), rate('uniform'), rate('one hot'), rate('bulk')];
  const ratios: Record<string, number> = {};
  const set = (name: string, a: number | undefined, b: number | undefined) => {
    if (a !== undefined && b !== undefined) ratios[name] = a / b;
  };
  set('uniform / floor', uniform, bare);
  set('one hot account / uniform', hot, uniform);
  set('bulk / uniform', bulk, uniform);
  for (const peer of PEERS) {
    set(`uniform / ${peer.name} uniform (${peer.uniform}/s)`, uniform, peer.uniform);
    set(`one hot account / ${peer.name} hot (${peer.hot}/s)`, hot, peer.hot);
  }
  return ratios;
};
