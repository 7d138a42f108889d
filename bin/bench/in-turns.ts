import type { Api } from '../client/api.ts';
import type { TemporaryCloud } from '../client/temporary-cloud.ts';
import { runLoad } from './http-load.ts';
import { treeUse } from './processes.ts';
import { added, doneOf, type Statuses } from './refusals.ts';
import { relayBacklog } from './relay-backlog.ts';
import { CONNECTIONS, uniformRequest } from './scenarios.ts';
import { median, ratioOfRounds } from './statistics.ts';
import { warmUpMs } from './warm-up.ts';

/** Odd, so that the median is one of them. */
const ROUNDS = 5;
const WARM_UP_MS = 4_000;
/** Of each half, before its rate is taken: what idled has to find its pace again, and what is behind to fall behind. */
const SETTLING_MS = 1_000;

export interface InTurns {
  /** Transfers a second with something on, and without: the median of the rounds. */
  readonly withPerSecond: number;
  readonly withoutPerSecond: number;
  /** The median of what each round's two make of each other. */
  readonly ratio: number;
  /** CPU of the server per transfer, all that follows from it included, and without that. */
  readonly withCpuMs: number;
  readonly withoutCpuMs: number;
  /** Records of the ledger's stream that were left when the load with it on ended, and how long the rest took. */
  readonly recordsBehind: number;
  readonly drainMs: number;
  /** Of all transfers that were asked for. */
  readonly statuses: Statuses;
}

/** One load, and what followed from it. */
interface Half {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly behind: number;
  readonly drainMs: number;
}

/** What is switched: what comes while it is off waits where it is. */
export interface Switched {
  readonly turn: (way: 'on' | 'off') => Promise<void>;
  readonly close: () => void;
}

/**
 * Transfers a second with something on, beside those with it off. Both halves of a round follow each other; each takes half of
 * `seconds` and begins with nothing left over.
 */
export const inTurns = async (
  cloud: TemporaryCloud,
  api: Api,
  seconds: number,
  { turn, close }: Switched,
): Promise<InTurns> => {
  const token = await api.token();
  const port = Number(new URL(cloud.local.url).port);
  const run = Date.now().toString(36);
  let loads = 0;
  let answered: Statuses = {};
  const backlog = relayBacklog(cloud.dataDir);
  const load = async (name: 'warm' | 'off' | 'on', durationMs: number): Promise<Half> => {
    const send = (forMs: number) => {
      loads += 1;
      const keys = `${run}-${loads}`;
      const request = (index: number) => uniformRequest(keys, index, token);
      return runLoad({ port, connections: CONNECTIONS, durationMs: forMs, request });
    };
    const before = treeUse(cloud.local.pid).cpuMs;
    const { statuses: first } = await send(warmUpMs(SETTLING_MS, seconds));
    const { statuses, elapsedMs } = await send(durationMs);
    const behind = backlog.records();
    // What has been switched off leaves nothing to wait for now, and all of it for later.
    const drainMs = name === 'off' ? 0 : await backlog.drained();
    answered = [answered, first, statuses].reduce(added);
    const transfers = doneOf(statuses);
    const cpuMs = (treeUse(cloud.local.pid).cpuMs - before) / (transfers + doneOf(first));
    return { perSecond: (transfers * 1000) / elapsedMs, cpuMs, behind, drainMs: drainMs ?? Number.POSITIVE_INFINITY };
  };
  const rounds: { readonly beside: Half; readonly without: Half }[] = [];
  try {
    await load('warm', warmUpMs(WARM_UP_MS, seconds));
    for (let round = 0; round < ROUNDS; round += 1) {
      await turn('off');
      const without = await load('off', (seconds * 1000) / 2);
      await turn('on');
      await backlog.drained();
      rounds.push({ beside: await load('on', (seconds * 1000) / 2), without });
    }
  } finally {
    await turn('on');
    close();
    backlog.close();
  }
  const middle = (half: 'beside' | 'without', read: (one: Half) => number) =>
    median(rounds.map((round) => read(round[half])));
  return {
    withPerSecond: middle('beside', ({ perSecond }) => perSecond),
    withoutPerSecond: middle('without', ({ perSecond }) => perSecond),
    ratio: ratioOfRounds(rounds.map(({ beside, without }) => [beside.perSecond, without.perSecond])),
    withCpuMs: middle('beside', ({ cpuMs }) => cpuMs),
    withoutCpuMs: middle('without', ({ cpuMs }) => cpuMs),
    recordsBehind: middle('beside', ({ behind }) => behind),
    drainMs: middle('beside', ({ drainMs }) => drainMs),
    statuses: answered,
  };
};
