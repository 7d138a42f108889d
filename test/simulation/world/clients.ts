import type { Ending } from '../machine/machine.ts';
import { same, Violation } from '../violation.ts';
import type { Ask } from './steps.ts';
import type { World } from './world.ts';

export interface Answered {
  readonly status: number;
  readonly text: string;
}

/** What a client knows of a request of its own. */
export interface Known {
  readonly ask: Ask;
  /** Requests under way. */
  open: number;
  times: number;
  answer: Answered | undefined;
  /** An answer of success, or one that was given from a receipt. */
  onRecord: Answered | undefined;
}

interface HttpAnswer {
  readonly statusCode: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Which request a problem was told to first. */
const INSTANCE = /,"instance":"[^"]*"/g;

const SCOPES =
  'ledger:read ledger:write webhooks:read webhooks:write events:read payments:read payments:write payments:approve';

/** An answer after which one asks again: none of them says what became of the request. */
const isOpen = ({ status, text }: Answered): boolean =>
  status >= 500 || status === 429 || (status === 409 && text.includes('/problems/conflict'));

/** Answers by the keys of a batch; undefined for what is none. */
const bulkResults = ({ status, text }: Answered): readonly (readonly [string, Answered])[] | undefined => {
  if (status !== 200 || (!text.startsWith('{"committed":') && !text.includes('"results":['))) return undefined;
  const { results } = JSON.parse(text) as {
    readonly results: readonly { readonly key: string; readonly status: number }[];
  };
  return results.map((one) => [one.key, { status: one.status, text: JSON.stringify(one) }]);
};

/** Clients of the API: they ask, they ask again with the same key until there is an answer, and what they were told they remember. */
export class Clients {
  readonly known = new Map<string, Known>();
  readonly #items = new Map<string, Answered>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Requests of this run that have no answer yet. */
  get unanswered(): readonly Known[] {
    return [...this.known.values()].filter(({ answer }) => answer === undefined);
  }

  ask(ask: Ask): boolean {
    this.known.set(ask.id, { ask, open: 0, times: 0, answer: undefined, onRecord: undefined });
    return this.again(ask.id, ask.id);
  }

  again(id: string, of: string): boolean {
    const known = this.known.get(of);
    if (known === undefined) return false;
    known.open += 1;
    known.times += 1;
    this.#world.machine.run(known.ask.to, id, this.#event(known.ask, id), (ending) => this.#ended(known, id, ending));
    return true;
  }

  #event({ route, params, query, key, body, tenant, client, ifMatch }: Ask, id: string): object {
    const [method = '', rawPath = ''] = route.split(' ');
    const headers = {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    };
    return {
      routeKey: route,
      rawPath,
      rawQueryString: query ?? '',
      headers,
      pathParameters: params,
      body: body === undefined ? undefined : JSON.stringify(body),
      requestContext: {
        requestId: id,
        http: { method },
        authorizer: { jwt: { claims: { tenant, client_id: client, scope: SCOPES } } },
      },
    };
  }

  #ended(known: Known, id: string, ending: Ending): void {
    known.open -= 1;
    if (ending.kind !== 'answer') {
      if (ending.kind === 'error')
        this.#world.violated(new Violation('no-defect', `${id} threw ${String((ending.error as Error).stack)}`));
      return;
    }
    const { statusCode: status, body: text = '', headers = {} } = ending.value as HttpAnswer;
    this.#world.trace.add(`${id} ${status} ${text.length}`);
    if (status === 500) this.#world.violated(new Violation('no-defect', `${id} is answered ${text}`));
    const answer = { status, text: text.replaceAll(INSTANCE, '') };
    if (isOpen(answer)) return;
    try {
      this.#compare(known, id, answer, headers['idempotency-replayed'] !== undefined);
    } catch (error) {
      this.#world.violated(error);
    }
    // A refusal that is not on record says nothing of another request under the same key.
    if (known.answer === undefined || answer.status < 300) known.answer = answer;
  }

  /** Invariant 6: what is on record under a key is answered for ever, and nothing else counts beside it. */
  #compare(known: Known, id: string, answer: Answered, isReplayed: boolean): void {
    const { ask, onRecord } = known;
    if (ask.key === undefined) return;
    const results = bulkResults(answer);
    if (results !== undefined) {
      for (const [key, one] of results) this.#item(`${ask.tenant} ${key}`, id, one);
      return;
    }
    if (onRecord !== undefined) same('ledger-6', `${ask.id}, asked again as ${id}`, answer, onRecord);
    if (answer.status < 300 || isReplayed) known.onRecord = answer;
  }

  /** One transaction of a batch, which has a key of its own. */
  #item(name: string, id: string, answer: Answered): void {
    const known = this.#items.get(name);
    if (isOpen(answer) || answer.text.includes('/problems/batch-aborted')) {
      // A batch that is aborted says nothing of what was made before; a busy one neither.
      return;
    }
    if (known !== undefined) same('ledger-6', `${name}, asked again as ${id}`, answer, known);
    if (answer.status < 300) this.#items.set(name, answer);
  }
}
