/** One message of a queue. */
export interface Message {
  readonly id: string;
  readonly body: string;
  /** When it can be seen. */
  at: number;
  receives: number;
}

/** A queue with its consumer, as lib/platform/work-queue.ts makes it. */
export interface Queue {
  readonly name: string;
  readonly to: string;
  readonly batchSize: number;
  readonly hiddenMs: number;
  readonly messages: Message[];
  /** Runs of the consumer at the same time. */
  readonly runsMax: number;
  runs: number;
}

/** Receives of a message, after which it would go to the dead letters: as many as three hours hold. */
const TRIED_FOR_MS = 3 * 3_600_000;
export const receivesMax = ({ hiddenMs }: Queue): number => Math.ceil(TRIED_FOR_MS / hiddenMs);

export const visible = ({ messages }: Queue, now: number): readonly Message[] => messages.filter(({ at }) => at <= now);

export const queueEvent = (messages: readonly Message[]): object => ({
  Records: messages.map(({ id, body, receives }) => ({
    messageId: id,
    receiptHandle: id,
    body,
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: '0' },
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:000000000000:queue',
  })),
});

/** All queues. */
export class Queues {
  readonly byName = new Map<string, Queue>();
  #sent = 0;

  define(name: string, to: string, hiddenSeconds: number, runsMax: number, batchSize = 10): void {
    const rest = { batchSize, hiddenMs: hiddenSeconds * 1000, messages: [], runsMax, runs: 0 };
    this.byName.set(name, { name, to, ...rest });
  }

  send(name: string, body: string, at: number): void {
    this.#sent += 1;
    this.byName.get(name)?.messages.push({ id: `m${this.#sent}`, body, at, receives: 0 });
  }
}
