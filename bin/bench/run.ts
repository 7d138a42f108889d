import { cpus } from 'node:os';
import { WrongUse } from '../client/problem-error.ts';
import { type TemporaryCloud, temporaryCloud } from '../client/temporary-cloud.ts';
import type { Terminal } from '../client/terminal.ts';
import { type ColdStart, coldStarts } from './cold-start.ts';
import { CONSOLE, type ConsoleFigures, consoleBench } from './console/console-bench.ts';
import { type Fairness, fairness, fairnessAims, fairnessDetails } from './fair/fair.ts';
import { BUDGET } from './fair/phase.ts';
import { coldStartTable, type Figures, figuresTable } from './figures.ts';
import { type FilesFigures, filesAims, filesBench, filesTable } from './files/files-bench.ts';
import { floor } from './floor.ts';
import type { InTurns } from './in-turns.ts';
import { type MiddyCost, middyAims, middyCost } from './middy/middy-cost.ts';
import { type Attempt, attempting, type NotMeasured } from './not-measured.ts';
import { PAYMENTS, type PaymentsFigures, paymentsBench, paymentsTable } from './payments/payments-bench.ts';
import { PROOF, type ProofFigures, proofAims, proofBench, proofDetails } from './proof/proof-bench.ts';
import { isMeasured } from './refusals.ts';
import { measure, openAccounts, SCENARIOS } from './scenarios.ts';
import {
  BESIDE_THE_LEDGER,
  besideLedgerAims,
  besideLedgerDetails,
  statementsBesideLedger,
} from './statements/beside-ledger.ts';
import {
  type StatementFigures,
  statementsAims,
  statementsBench,
  statementsTable,
} from './statements/statements-bench.ts';
import { aimsTable } from './targets.ts';
import { benchWebhooks, isWebhooksWanted, WEBHOOKS_NAMES, type WebhooksFigures } from './webhooks/webhooks-bench.ts';

export interface BenchResult {
  readonly machine: string;
  /** Of the cloud that the scenarios share. */
  readonly readyMs?: number;
  readonly figures: readonly Figures[];
  readonly coldStarts: readonly ColdStart[];
  readonly webhooks?: WebhooksFigures;
  readonly fair?: Fairness;
  readonly middy?: MiddyCost;
  readonly files?: FilesFigures;
  readonly statements?: StatementFigures;
  readonly statementsBesideLedger?: InTurns;
  readonly payments?: PaymentsFigures;
  readonly proof?: ProofFigures;
  readonly console?: ConsoleFigures;
  readonly ratios: Readonly<Record<string, number>>;
  readonly notMeasured: readonly NotMeasured[];
}

type Wanted = (name: string) => boolean;

const FLOOR = 'floor';
const MIDDY = 'middy';
const FILES = 'files';
const STATEMENTS = 'statements';
const COLD_START = 'cold start';
const WEBHOOKS = 'webhooks';
const A_CLOUD = 'a cloud for the scenarios';
const FAIR = 'fair shares';
const ON_ONE_CLOUD: readonly string[] = [COLD_START, ...SCENARIOS.map(({ name }) => name), ...WEBHOOKS_NAMES];
const NAMES: readonly string[] = [
  ...[FLOOR, MIDDY, FILES, STATEMENTS, ...ON_ONE_CLOUD],
  ...[PAYMENTS, BESIDE_THE_LEDGER, PROOF, CONSOLE, FAIR],
];

/** What `--only` chooses. @throws WrongUse where that is nothing */
export const chosen = (only: string | undefined): Wanted => {
  const wanted: Wanted = (name) => only === undefined || name.includes(only);
  if (!NAMES.some(wanted))
    throw new WrongUse(`No scenario has ${JSON.stringify(only)} in its name. There are ${NAMES.join(', ')}.`);
  return wanted;
};

/** Runs the floor and the scenarios one after another on a temporary local cloud. */
export const runBench = async (
  options: { readonly seconds: number; readonly only?: string },
  out: Terminal,
): Promise<BenchResult> => {
  const machine = `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  const wanted = chosen(options.only);
  out.line(`${machine}; ${options.seconds} s each. The load generator shares the cores; its CPU is not counted.\n`);
  const middy = wanted(MIDDY) ? await middyOnItsOwn(out) : undefined;
  const files = wanted(FILES) ? await filesOnTheirOwn(out) : undefined;
  const statements = wanted(STATEMENTS) ? await statementsOnTheirOwn(out) : undefined;
  const notMeasured: NotMeasured[] = [];
  const attempt = attempting(out, notMeasured);
  const figures: Figures[] = [];
  if (wanted(FLOOR)) {
    out.progress('floor ...');
    const found = await attempt(FLOOR, () => floor(options.seconds));
    figures.push(...(found === undefined ? [] : [found]));
  }
  const onCloud = ON_ONE_CLOUD.some(wanted)
    ? await attempt(A_CLOUD, () => onOneCloud(options.seconds, wanted, { out, attempt }))
    : undefined;
  figures.push(...(onCloud?.figures ?? []));
  const payments = wanted(PAYMENTS)
    ? await attempt(PAYMENTS, () => paymentsOnTheirOwn(options.seconds, out))
    : undefined;
  const beside = wanted(BESIDE_THE_LEDGER)
    ? await attempt(BESIDE_THE_LEDGER, () => besideTheLedger(options.seconds, out))
    : undefined;
  const proof = wanted(PROOF) ? await attempt(PROOF, () => proofOnItsOwn(options.seconds, out)) : undefined;
  const portal = wanted(CONSOLE) ? await attempt(CONSOLE, () => consoleOnItsOwn(options.seconds, out)) : undefined;
  const fair = wanted(FAIR) ? await attempt(FAIR, () => fairOnItsOwn(options.seconds, out)) : undefined;
  const ratios = ratiosOf(figures);
  if (figures.length > 0) out.line(`${figuresTable(figures)}\n`);
  for (const [name, ratio] of Object.entries(ratios)) out.line(`${name.padEnd(44)} ${ratio.toFixed(2)}`);
  const { readyMs, cold = [], webhooks } = onCloud ?? {};
  if (readyMs !== undefined) out.line(`ready in ${readyMs} ms`);
  if (cold.length > 0) out.line(`\n${coldStartTable(cold)}`);
  return {
    ...{ machine, figures, coldStarts: cold, ratios, notMeasured },
    ...(readyMs === undefined ? {} : { readyMs }),
    ...(webhooks === undefined ? {} : { webhooks }),
    ...(fair === undefined ? {} : { fair }),
    ...(middy === undefined ? {} : { middy }),
    ...(files === undefined ? {} : { files }),
    ...(statements === undefined ? {} : { statements }),
    ...(beside === undefined ? {} : { statementsBesideLedger: beside }),
    ...(payments === undefined ? {} : { payments }),
    ...(proof === undefined ? {} : { proof }),
    ...(portal === undefined ? {} : { console: portal }),
  };
};

interface Telling {
  readonly out: Terminal;
  readonly attempt: Attempt;
}

/** Runs with a temporary local cloud, which is gone with its data whatever came of it. */
const onCloud = async <T>(
  [args, environment]: Parameters<typeof temporaryCloud>,
  work: (cloud: TemporaryCloud) => Promise<T>,
): Promise<T> => {
  const cloud = await temporaryCloud(args, environment);
  try {
    return await work(cloud);
  } finally {
    await cloud.stop();
  }
};

/** Everything that a cloud as it comes is measured by. */
const onOneCloud = async (seconds: number, wanted: Wanted, { out, attempt }: Telling) => {
  return onCloud([['--webhooks-to', 'any']], async (cloud) => {
    let cold: readonly ColdStart[] = [];
    if (wanted(COLD_START)) {
      out.progress('cold starts ...');
      cold = (await attempt(COLD_START, () => coldStarts(cloud.dataDir, cloud.local))) ?? [];
    }
    const figures = await scenarios(cloud, seconds, wanted, { out, attempt });
    const webhooks = isWebhooksWanted(wanted)
      ? await attempt(WEBHOOKS, () => benchWebhooks(cloud, { seconds, wanted, attempt }, out))
      : undefined;
    return { readyMs: cloud.local.readyMs, cold, figures, webhooks };
  });
};

/** In this process alone: no cloud, no store. */
const middyOnItsOwn = async (out: Terminal): Promise<MiddyCost> => {
  out.progress(`${MIDDY} ...`);
  const cost = await middyCost();
  const [middy, hand] = [cost.withMiddyMs, cost.byHandMs].map((ms) => (ms * 1000).toFixed(1));
  out.line(
    `A request without its route handler: ${middy} µs of CPU by middy, ${hand} µs by hand, ${cost.ratio.toFixed(2)} times.`,
  );
  out.line(`${aimsTable(middyAims(cost))}\n`);
  return cost;
};

/** In processes of their own: no cloud, no store. */
const filesOnTheirOwn = async (out: Terminal): Promise<FilesFigures> => {
  out.progress(`${FILES} ...`);
  const files = await filesBench();
  out.line(`${filesTable(files)}\n\n${aimsTable(filesAims(files))}\n`);
  return files;
};

/** In processes of their own as well. */
const statementsOnTheirOwn = async (out: Terminal): Promise<StatementFigures> => {
  out.progress(`${STATEMENTS} ...`);
  const found = await statementsBench();
  out.line(`${statementsTable(found)}\n\n${aimsTable(statementsAims(found))}\n`);
  return found;
};

/** On a cloud of their own: what they leave behind is in nobody else's figures. */
const paymentsOnTheirOwn = async (seconds: number, out: Terminal): Promise<PaymentsFigures> => {
  return onCloud([], async (cloud) => {
    const found = await paymentsBench(cloud, { seconds }, out);
    out.line(`${paymentsTable(found)}\n\n${aimsTable(found.aims)}\n`);
    return found;
  });
};

/** On a cloud of its own, whose histories have its transfers alone. */
const besideTheLedger = async (seconds: number, out: Terminal): Promise<InTurns> => {
  out.progress(`${BESIDE_THE_LEDGER} ...`);
  return onCloud([], async (cloud) => {
    const found = await statementsBesideLedger(cloud, seconds);
    out.line(`${aimsTable(besideLedgerAims(found))}\n${besideLedgerDetails(found)}\n`);
    return found;
  });
};

/** On a cloud of its own, whose log has its transfers alone. */
const proofOnItsOwn = async (seconds: number, out: Terminal): Promise<ProofFigures> => {
  return onCloud([], async (cloud) => {
    const found = await proofBench(cloud, { seconds }, out);
    out.line(`${aimsTable(proofAims(found))}\n${proofDetails(found)}\n`);
    return found;
  });
};

/** On a cloud of its own: its maps and lists are of that alone. */
const consoleOnItsOwn = async (seconds: number, out: Terminal): Promise<ConsoleFigures> => {
  return onCloud([], async (cloud) => {
    const found = await consoleBench(cloud, { seconds }, out);
    out.line(`${aimsTable(found.aims)}\n`);
    return found;
  });
};

/** On a cloud with budgets, which no other scenario has. */
const fairOnItsOwn = async (seconds: number, out: Terminal): Promise<Fairness> => {
  out.progress(`${FAIR} ...`);
  return onCloud([['--webhooks-to', 'any'], { FOLIO_TENANT_BUDGET: String(BUDGET) }], async (cloud) => {
    const fair = await fairness(cloud, seconds);
    out.line(`${aimsTable(fairnessAims(fair))}\n${fairnessDetails(fair)}\n`);
    return fair;
  });
};

const scenarios = async (
  cloud: TemporaryCloud,
  seconds: number,
  wanted: Wanted,
  { out, attempt }: Telling,
): Promise<readonly Figures[]> => {
  const figures: Figures[] = [];
  const ones = SCENARIOS.filter(({ name }) => wanted(name));
  if (ones.length === 0) return figures;
  const api = await openAccounts(cloud, 0);
  for (const scenario of ones) {
    out.progress(`${scenario.name} ...`);
    const found = await attempt(scenario.name, () => measure(cloud, api, scenario, seconds));
    figures.push(...(found === undefined ? [] : [found]));
  }
  return figures;
};

const ratiosOf = (figures: readonly Figures[]): Record<string, number> => {
  const measured = figures.filter(({ statuses }) => isMeasured(statuses));
  const rate = (start: string) => measured.find(({ name }) => name.startsWith(start))?.perSecond;
  const [bare, uniform, hot, bulk] = [rate('floor'), rate('uniform'), rate('one hot'), rate('bulk')];
  const ratios: Record<string, number> = {};
  const set = (name: string, a: number | undefined, b: number | undefined) => {
    if (a !== undefined && b !== undefined) ratios[name] = a / b;
  };
  set('uniform / floor', uniform, bare);
  set('one hot account / uniform', hot, uniform);
  set('bulk / uniform', bulk, uniform);
  return ratios;
};
