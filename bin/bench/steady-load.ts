import { setTimeout as pause } from 'node:timers/promises';

/** One transfer of the load: between which accounts, when it was sent and answered, how, and by which release. */
export interface Answered {
  readonly from: string;
  readonly to: string;
  readonly sentAt: number;
  readonly endedAt: number;
  /** 0 where no answer came. */
  readonly status: number;
  /** What the release says of itself in the header `folio-release`; null for one that says nothing. */
  readonly release: string | null;
}

export interface SteadyLoad {
  /** Everything that was answered so far, in the order of the answers. Times are those of `performance.now()`. */
  readonly answers: readonly Answered[];
  /** Sends no more, and waits for the answers that are still to come. */
  readonly stop: () => Promise<void>;
}

export interface LoadTarget {
  readonly url: string;
  readonly token: string;
  readonly accounts: readonly string[];
  /** Marks the keys of this load. */
  readonly run: string;
  readonly perSecond: number;
}

const TICK_MS = 5;
const ANSWER_WITHIN_MS = 15_000;
/** Beyond this the server does not keep pace, and what is measured is the length of the queue. */
const WAITING_MAX = 1_000;

const transfer = async ({ url, token, accounts, run }: LoadTarget, index: number): Promise<Answered> => {
  const from = accounts[index % accounts.length] ?? '';
  const to = accounts[(index * 7 + 1 + (index % 3)) % accounts.length] ?? '';
  const other = to === from ? (accounts[(index + 1) % accounts.length] ?? '') : to;
  const sentAt = performance.now();
  const sent = { from, to: other, sentAt };
  try {
    const response = await fetch(`${url}/v1/transactions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': `${run}-${index}`,
      },
      body: JSON.stringify({ currency: 'USD', postings: [{ from, to: other, amount: '1' }] }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await response.arrayBuffer();
    const release = response.headers.get('folio-release');
    return { ...sent, endedAt: performance.now(), status: response.status, release };
  } catch {
    // A connection that was cut, or no answer in time: what a client counts as failed, whatever the reason.
    return { ...sent, endedAt: performance.now(), status: 0, release: null };
  }
};

/** Transfers at a constant rate, whether the ones before are answered or not: a server that pauses meets them all. */
export const steadyLoad = (target: LoadTarget): SteadyLoad => {
  const answers: Answered[] = [];
  const waiting = new Set<Promise<void>>();
  const from = performance.now();
  let isOver = false;
  let sent = 0;
  const send = () => {
    const each: Promise<void> = transfer(target, sent).then((answer) => {
      answers.push(answer);
      waiting.delete(each);
    });
    waiting.add(each);
    sent += 1;
  };
  const run = async () => {
    while (!isOver) {
      const due = ((performance.now() - from) * target.perSecond) / 1000;
      while (sent < due) {
        if (waiting.size >= WAITING_MAX) throw new Error(`${WAITING_MAX} requests wait: this machine is too slow`);
        send();
      }
      await pause(TICK_MS);
    }
  };
  const running = run();
  // Told by stop(); until then nobody looks.
  running.catch(() => undefined);
  return {
    answers,
    stop: async () => {
      isOver = true;
      await running;
      await Promise.all(waiting);
    },
  };
};
