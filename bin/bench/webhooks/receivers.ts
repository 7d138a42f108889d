import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Ports of the servers: see receiver.ts. */
export interface Ready {
  readonly answers: number;
  readonly slow: number;
  readonly hangs: number;
  readonly refuses: number;
}

export interface Asked {
  readonly asks: 'count' | 'latencies' | 'forget';
}

/** What came to the server that answers, since it was last told to forget. */
export interface Arrivals {
  /** Of one event at one endpoint. */
  readonly distinct: number;
  /** Of what had arrived before: at least once is the promise, so they are counted and no fault. */
  readonly repeats: number;
  /** When the last distinct one came, in ms since the epoch. */
  readonly lastAt: number;
  /** Each event's arrival less the time it bears, in ms; only where they were asked for. */
  readonly latenciesMs: readonly number[];
}

/** Clients' servers, in a process of their own. */
export interface Receivers {
  readonly answering: (endpoint: number) => string;
  /** Answers after 300 to 800 ms. */
  readonly slow: string;
  readonly hanging: string;
  readonly refusing: string;
  readonly forget: () => Promise<void>;
  /** Waits until so many have come; throws when nothing more comes for half a minute. */
  readonly arrived: (count: number) => Promise<Arrivals>;
  readonly stop: () => Promise<void>;
}

const POLL_MS = 50;
const SILENT_MS = 30_000;

const ask = async (child: ChildProcess, asks: Asked['asks']): Promise<Arrivals> => {
  const answer = once(child, 'message');
  child.send({ asks });
  const [told] = (await answer) as [Arrivals];
  return told;
};

const waitFor = async (child: ChildProcess, count: number): Promise<Arrivals> => {
  let known = 0;
  let changedAt = performance.now();
  for (;;) {
    const { distinct } = await ask(child, 'count');
    if (distinct >= count) return ask(child, 'latencies');
    if (distinct > known) changedAt = performance.now();
    known = distinct;
    if (performance.now() - changedAt > SILENT_MS) {
      throw new Error(`${distinct} of ${count} deliveries have arrived, and none more for ${SILENT_MS / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};

export const startReceivers = async (): Promise<Receivers> => {
  const child = fork(fileURLToPath(new URL('./receiver.ts', import.meta.url)), { execArgv: [] });
  const [{ answers, slow, hangs, refuses }] = (await once(child, 'message')) as [Ready];
  const url = (port: number) => `http://127.0.0.1:${port}/hooks`;
  return {
    answering: (endpoint) => `${url(answers)}/${endpoint}`,
    slow: url(slow),
    hanging: url(hangs),
    refusing: url(refuses),
    forget: async () => void (await ask(child, 'forget')),
    arrived: (count) => waitFor(child, count),
    stop: async () => {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
};
