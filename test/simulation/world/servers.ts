import type { Outgoing } from '../../../functions/webhooks/http-client/send.ts';
import type { Answer } from '../../../functions/webhooks/model/attempt.ts';
import type { Fate } from '../machine/fate.ts';

/** What a client's server took. */
export interface Arrival {
  readonly port: number;
  readonly webhookId: string;
  readonly body: string;
}

/** What each fate of a POST looks like to who sent it; undefined where the server took it and said so. */
const ANSWERS: Readonly<Partial<Record<Fate, Answer>>> = {
  lost: { status: undefined, error: 'timeout', body: undefined },
  failed: { status: undefined, error: 'connection', body: undefined },
  throttled: { status: 503, error: 'status', body: undefined },
  half: { status: 500, error: 'status', body: undefined },
};
const GOOD: Answer = { status: 200, error: undefined, body: undefined };

/** The clients' servers: each takes what arrives, unless its fate is another. */
export class Servers {
  readonly taken: Arrival[] = [];

  answer({ target, headers, body }: Outgoing, fate: Fate): Answer {
    const answer = ANSWERS[fate];
    if (answer === undefined || fate === 'lost')
      this.taken.push({ port: target.port, webhookId: headers['webhook-id'] ?? '', body });
    return answer ?? GOOD;
  }
}
