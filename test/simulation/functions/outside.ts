import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import type { Log } from '../../../functions/kernel/core/log.ts';
import type { Outgoing } from '../../../functions/webhooks/http-client/send.ts';
import type { Answer } from '../../../functions/webhooks/model/attempt.ts';
import type { Buckets } from '../machine/buckets.ts';
import type { ProcessPorts } from '../machine/machine.ts';

export type Command = { readonly constructor: { readonly name: string }; readonly input: object };
const names = new Map<string, string>();
/** Two of a name in one bundle have numbers behind it. */
export const operationOf = ({ constructor: { name } }: Command): string => {
  const known = names.get(name) ?? name.replace(/Command\d*$/, '');
  names.set(name, known);
  return known;
};

/** The services that functions reach, each call done at once; the machine decides whether and when. */
export interface Services {
  readonly table: (command: Command) => Promise<unknown>;
  readonly bus: (input: object) => Promise<unknown>;
  readonly queue: (input: object) => Promise<unknown>;
  readonly server: (outgoing: Outgoing) => Promise<Answer>;
  /** Runs another function; what it answers, as JSON. */
  readonly invoke: (name: string, payload: unknown) => Promise<string>;
  readonly buckets: Buckets;
  readonly log: Log;
}

export const TABLES = {
  ledger: 'ledger',
  webhooks: 'webhooks',
  payments: 'payments',
  bank: 'payments-bank',
  statements: 'statements',
  proof: 'proof',
  identity: 'identity',
} as const;

/** What a later release writes beside all that the present one knows. */
const TOMORROW = 'tomorrow';
const marked = (item: Item): Item => ({ ...item, [TOMORROW]: { S: 'later' } });
/** Items whose content is compared whole, or whose attributes are all of one kind. */
const CLOSED_SORTS: ReadonlySet<string> = new Set(['C', 'L', 'B']);
const later = (item: Item): Item => (CLOSED_SORTS.has(item.sk?.S ?? '') ? item : marked(item));

interface WriteInput {
  readonly Item?: Item;
  readonly TransactItems?: readonly { readonly Put?: { readonly Item: Item } }[];
}

/** The same write by a release that knows more: each new item has an attribute that no release so far knows. */
export const writtenBy = (release: ProcessPorts['release'], command: Command): Command => {
  if (release === 'present') return command;
  const { Item: item, TransactItems: actions } = command.input as WriteInput;
  const input =
    actions !== undefined
      ? {
          ...command.input,
          TransactItems: actions.map((action) =>
            action.Put === undefined ? action : { Put: { ...action.Put, Item: later(action.Put.Item) } },
          ),
        }
      : item !== undefined
        ? { ...command.input, Item: later(item) }
        : command.input;
  return { constructor: command.constructor, input };
};

/** A client of an SDK as a process has it: each command is a call that may go wrong. */
export const clientOf = ({ call, release }: ProcessPorts, effect: (command: Command) => Promise<unknown>): never =>
  ({
    send: (command: Command) => call(operationOf(command), command.input, () => effect(writtenBy(release, command))),
  }) as unknown as never;
