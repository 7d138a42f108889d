import type { Asked } from '../invariants/identity.ts';
import type { Ending } from '../machine/machine.ts';
import { same, Violation } from '../violation.ts';
import { Made } from './made.ts';
import { Secrets } from './secrets.ts';
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

/** When a request began. */
interface Begun extends Pick<Asked, 'from' | 'began'> {
  readonly moment: number;
}

interface HttpAnswer {
  readonly statusCode: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Which request a problem was told to first. */
const INSTANCE = /,"instance":"[^"]*"/g;

const SCOPES =
  'admin ledger:read ledger:write webhooks:read webhooks:write events:read payments:read payments:write payments:approve';

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
  readonly made = new Made();
  readonly secrets = new Secrets();
  readonly #items = new Map<string, Answered & { readonly at: number }>();
  /** Requests that began and answers that came, so far: what was first. */
  #moments = 0;
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
    const { machine, credentials } = this.#world;
    this.#moments += 1;
    const asked = { from: credentials.commit, began: machine.now, moment: this.#moments };
    machine.run(known.ask.to, id, this.#event(known.ask, id), (ending) => this.#ended(known, id, ending, asked));
    return true;
  }

  #event({ route, params, query, key, body, form, tenant, client, claims, ifMatch }: Ask, id: string): object {
    const [method = '', rawPath = ''] = route.split(' ');
    const headers = {
      'content-type': form === undefined ? 'application/json' : 'application/x-www-form-urlencoded',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    };
    return {
      routeKey: route,
      rawPath,
      rawQueryString: query ?? '',
      headers,
      pathParameters: params,
      body: form ?? (body === undefined ? undefined : JSON.stringify(body)),
      requestContext: {
        requestId: id,
        http: { method },
        authorizer: { jwt: { claims: { tenant, client_id: client, scope: SCOPES, ...claims } } },
      },
    };
  }

  #ended(known: Known, id: string, ending: Ending, asked: Begun): void {
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
      this.#compare(known, id, answer, { isReplayed: headers['idempotency-replayed'] !== undefined, ...asked });
      this.#credentials(known.ask, answer, asked);
    } catch (error) {
      this.#world.violated(error);
    }
    // A refusal that is not on record says nothing of another request under the same key.
    if (known.answer === undefined || answer.status < 300) known.answer = answer;
    if (status < 300 && known.ask.route.startsWith('POST /v1/clients')) this.secrets.add(known.ask.tenant, answer.text);
    if (status === 201) this.made.add(known.ask.tenant, answer.text);
  }

  /** What a secret opens, and what it does not. */
  #credentials({ form }: Ask, { status }: Answered, asked: Pick<Asked, 'from' | 'began'>): void {
    if (form === undefined) return;
    const { machine, credentials } = this.#world;
    const fields = new URLSearchParams(form);
    const [id, secret] = [fields.get('client_id') ?? '', fields.get('client_secret') ?? ''];
    credentials.check(id, secret, { ...asked, now: machine.now }, status);
  }

  /** Invariant 6: what is on record under a key is answered for ever, and nothing else counts beside it. */
  #compare(
    known: Known,
    id: string,
    answer: Answered,
    { isReplayed, moment }: Begun & { readonly isReplayed: boolean },
  ): void {
    const { ask, onRecord } = known;
    // Who is in force no more is shown no answer of before.
    if (ask.key === undefined || (ask.to === 'identity-api' && answer.status === 403)) return;
    const results = bulkResults(answer);
    if (results !== undefined) {
      for (const [key, one] of results) this.#item(`${ask.tenant} ${key}`, id, one, moment);
      return;
    }
    if (onRecord !== undefined) same('ledger-6', `${ask.id}, asked again as ${id}`, answer, onRecord);
    if (answer.status < 300 || isReplayed) known.onRecord = answer;
  }

  /** One transaction of a batch, which has a key of its own. */
  #item(name: string, id: string, answer: Answered, began: number): void {
    const known = this.#items.get(name);
    if (isOpen(answer) || answer.text.includes('/problems/batch-aborted')) {
      // A batch that is aborted says nothing of what was made before; a busy one neither.
      return;
    }
    // A refusal of a request that was under way already may be from before there was an answer on record.
    if (known !== undefined && answer.status >= 400 && began < known.at) return;
    if (known !== undefined) {
      const { status, text } = known;
      same('ledger-6', `${name}, asked again as ${id}`, answer, { status, text });
    }
    this.#moments += 1;
    if (answer.status < 300) this.#items.set(name, { ...answer, at: this.#moments });
  }
}
