import type { Outgoing } from '../../../functions/webhooks/http-client/send.ts';
import type { Answer } from '../../../functions/webhooks/model/attempt.ts';

export interface Arrival {
  readonly port: number;
  readonly webhookId: string;
  readonly body: string;
}

export const GOOD: Answer = { status: 200, error: undefined, body: undefined };
export const FAILS: Answer = { status: 503, error: 'status', body: undefined };
export const DOWN: Answer = { status: undefined, error: 'connection', body: undefined };
export const LATE: Answer = { status: undefined, error: 'timeout', body: undefined };
export const GONE: Answer = { status: 410, error: 'status', body: undefined };

/** What a server does with the nth request for one event, from 0. It may take what it then cannot answer for. */
export type Manner = (outgoing: Outgoing, before: number) => Answer & { readonly takes?: true };

/** The clients' servers, one for each port: what each was asked, and what it took. */
export class Receivers {
  readonly taken: Arrival[] = [];
  readonly #asked = new Map<string, number>();
  readonly #manners = new Map<number, Manner>();

  behave(port: number, manner: Manner): void {
    this.#manners.set(port, manner);
  }

  answer(outgoing: Outgoing): Answer {
    const { port } = outgoing.target;
    const webhookId = outgoing.headers['webhook-id'] ?? '';
    const before = this.#asked.get(`${port} ${webhookId}`) ?? 0;
    this.#asked.set(`${port} ${webhookId}`, before + 1);
    const { takes, ...answer } = { takes: undefined, ...(this.#manners.get(port)?.(outgoing, before) ?? GOOD) };
    if (takes === true || answer.error === undefined) this.taken.push({ port, webhookId, body: outgoing.body });
    return answer;
  }
}
