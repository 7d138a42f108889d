import type { Fate } from '../machine/fate.ts';
import type { BankSays } from './bank.ts';

/** A request of a client, as it is asked and asked again. */
export interface Ask {
  readonly do: 'ask';
  readonly id: string;
  readonly to:
    | 'ledger-api'
    | 'webhooks-api'
    | 'payments-api'
    | 'payments-batches'
    | 'payments-back-office'
    | 'identity-api';
  readonly tenant: string;
  readonly client: string;
  readonly route: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly key?: string;
  readonly body?: object;
  readonly ifMatch?: string;
  /** In the place of a body in JSON. */
  readonly form?: string;
  /** Of the token, beside tenant, client and scopes. */
  readonly claims?: Readonly<Record<string, string>>;
}

/**
 * One event of a script. Everything that can happen in the world is one of these, in plain data: a script that happened happens
 * again, and what a script says of something that is not there is passed over, so that any part of one is a script too.
 */
export type Step =
  | Ask
  /** A client asks again, with the same key. */
  | { readonly do: 'again'; readonly id: string; readonly of: string }
  /** A call of a function arrives. */
  | { readonly do: 'go'; readonly call: string; readonly fate: Fate }
  /** A batch of a stream is given to its function; `back` gives the last one once more. */
  | { readonly do: 'deliver'; readonly id: string; readonly lane: string; readonly count: number; readonly back?: true }
  /** Messages of a queue are given to its function, from a place on: in no order. */
  | {
      readonly do: 'receive';
      readonly id: string;
      readonly queue: string;
      readonly skip: number;
      readonly count: number;
    }
  /** A message is there twice. */
  | { readonly do: 'copy'; readonly queue: string; readonly skip: number }
  /** A message that is only a hint never comes. */
  | { readonly do: 'lose'; readonly queue: string; readonly skip: number }
  /** Events pass the bus, from a place on; `twice` keeps them for another time. */
  | { readonly do: 'route'; readonly skip: number; readonly count: number; readonly twice?: true }
  /** The bank says something of payments of a file, by a file of its own. */
  | {
      readonly do: 'bank';
      readonly id: string;
      readonly file: string;
      readonly payments: readonly string[];
      readonly says: BankSays;
    }
  /** Time passes. */
  | { readonly do: 'wait'; readonly ms: number }
  /** A schedule fires. */
  | { readonly do: 'schedule'; readonly id: string; readonly to: string }
  /** New processes of a function are of the later release, by this share; its warm ones go where `cold` is said. */
  | { readonly do: 'flip'; readonly of: string; readonly share: number; readonly cold: boolean }
  /** The time of a call is over: it is answered in its function's place. */
  | { readonly do: 'timeout'; readonly run: string };

/** A step as a person reads it. */
export const sentenceOf = (step: Step): string => {
  switch (step.do) {
    case 'ask': {
      const { id, tenant, client, route, params, key, body, query } = step;
      const path = Object.entries(params ?? {}).reduce(
        (text, [name, value]) => text.replace(`{${name}}`, value),
        route,
      );
      const more = [key && `key ${key}`, query, body && JSON.stringify(body)].filter(Boolean).join(', ');
      return `${id}: ${client} of ${tenant} asks ${path} (${more})`;
    }
    case 'again':
      return `${step.id}: the client asks ${step.of} again`;
    case 'go':
      return `call ${step.call} is ${step.fate}`;
    case 'deliver':
      return `${step.id}: ${step.back ? 'the last batch comes once more to' : `${step.count} records come to`} ${step.lane}`;
    case 'receive':
      return `${step.id}: ${step.count} messages of ${step.queue} are received, from place ${step.skip}`;
    case 'copy':
      return `message ${step.skip} of ${step.queue} is there twice`;
    case 'lose':
      return `message ${step.skip} of ${step.queue} is lost`;
    case 'route':
      return `${step.count} events pass the bus, from place ${step.skip}${step.twice ? ', and will again' : ''}`;
    case 'bank':
      return `${step.id}: the bank says that ${step.payments.join(', ')} of ${step.file} are ${step.says}`;
    case 'wait':
      return `${step.ms} ms pass`;
    case 'schedule':
      return `${step.id}: ${step.to} is started by its schedule`;
    case 'flip':
      return `${Math.round(step.share * 100)} % of new processes of ${step.of} are of the later release${step.cold ? ', all start cold' : ''}`;
    case 'timeout':
      return `the time of ${step.run} is over`;
  }
};
