import {
  type AttributeValue,
  BatchGetItemCommand,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';

type Item = Record<string, AttributeValue>;
type Names = Readonly<Record<string, string>> | undefined;
type Values = Readonly<Record<string, AttributeValue>> | undefined;

/** What stands in the way of a call: thrown instead of it, or after it was done. */
export interface Fault {
  readonly before?: (actions: number) => Error | undefined;
  readonly after?: (actions: number) => Error | undefined;
}

/** As DynamoDB cancels a transaction: one reason for each action. */
export const cancelled = (reasons: readonly { readonly Code: string; readonly Item?: Item | undefined }[]): Error =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: reasons.map(({ Code, Item: item }) => (item === undefined ? { Code } : { Code, Item: item })),
  });

/** A conflict at one place of a transaction of `count` actions. */
export const conflictAt = (place: number, count: number): Error =>
  cancelled(Array.from({ length: count }, (_, at) => ({ Code: at === place ? 'TransactionConflict' : 'None' })));

const nameOf = (key: Item | undefined): string => `${key?.pk?.S}|${key?.sk?.S}`;

/** Reads the few expressions that the ledger writes; anything else is an error, never a guess. */
class Expression {
  readonly #tokens: readonly string[];
  readonly #names: Names;
  readonly #values: Values;
  #at = 0;

  constructor(text: string, names: Names, values: Values) {
    this.#tokens = text.match(/[A-Za-z_#:][A-Za-z0-9_]*|>=|<=|[=<>(),+]/g) ?? [];
    this.#names = names;
    this.#values = values;
  }

  condition(item: Item | undefined): boolean {
    const holds = this.#any(item ?? {});
    if (this.#at !== this.#tokens.length) throw new Error(`unread condition at ${this.#tokens[this.#at]}`);
    return holds;
  }

  update(item: Item): void {
    while (this.#at < this.#tokens.length) {
      const clause = this.#next();
      do this.#change(clause, item);
      while (this.#take(','));
    }
  }

  #change(clause: string, item: Item): void {
    const name = this.#name();
    if (clause === 'REMOVE') delete item[name];
    else if (clause === 'SET') {
      if (!this.#take('=')) throw new Error('SET wants =');
      item[name] = this.#sum(item);
    } else if (clause === 'ADD') {
      item[name] = { N: (BigInt(item[name]?.N ?? '0') + BigInt(this.#value().N ?? '')).toString() };
    } else throw new Error(`unknown clause ${clause}`);
  }

  #any(item: Item): boolean {
    let holds = this.#all(item);
    while (this.#take('OR')) holds = this.#all(item) || holds;
    return holds;
  }

  #all(item: Item): boolean {
    let holds = this.#one(item);
    while (this.#take('AND')) holds = this.#one(item) && holds;
    return holds;
  }

  #one(item: Item): boolean {
    if (this.#take('(')) {
      const holds = this.#any(item);
      this.#take(')');
      return holds;
    }
    const word = this.#next();
    if (word === 'attribute_not_exists' || word === 'attribute_exists') {
      this.#take('(');
      const there = item[this.#name()] !== undefined;
      this.#take(')');
      return there === (word === 'attribute_exists');
    }
    this.#at -= 1;
    return compare(item[this.#name()], this.#next(), this.#operand(item));
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error('an expression ends too early');
    this.#at += 1;
    return token;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #name(): string {
    const token = this.#next();
    const name = token.startsWith('#') ? this.#names?.[token] : token;
    if (name === undefined) throw new Error(`unknown name ${token}`);
    return name;
  }

  /** A value, or the attribute that a name stands for. */
  #operand(item: Item): AttributeValue {
    if (this.#tokens[this.#at]?.startsWith(':')) return this.#value();
    return item[this.#name()] ?? { NULL: true };
  }

  #sum(item: Item): AttributeValue {
    const first = this.#operand(item);
    if (!this.#take('+')) return first;
    return { N: (BigInt(first.N ?? '') + BigInt(this.#operand(item).N ?? '')).toString() };
  }

  #value(): AttributeValue {
    const value = this.#values?.[this.#next()];
    if (value === undefined) throw new Error('unknown value');
    return value;
  }
}

const compare = (left: AttributeValue | undefined, operator: string, right: AttributeValue): boolean => {
  if (left === undefined) return false;
  if (left.N === undefined || right.N === undefined) return operator === '=' && left.S === right.S;
  const [a, b] = [BigInt(left.N), BigInt(right.N)];
  if (operator === '=') return a === b;
  return operator === '>=' ? a >= b : operator === '<=' ? a <= b : operator === '>' ? a > b : a < b;
};

/** One table in memory: transactions and reads as the ledger uses them, at once and in order, with faults between. */
export class FakeDynamo {
  readonly items = new Map<string, Item>();
  /** The items of each committed transaction, as they were afterwards. */
  readonly commits: (readonly Item[])[] = [];
  calls = 0;
  fault: Fault = {};

  readonly send = (async (command: unknown): Promise<unknown> => {
    this.calls += 1;
    await undefined;
    if (command instanceof GetItemCommand) return { Item: this.#copy(nameOf(command.input.Key)) };
    if (command instanceof BatchGetItemCommand) return this.#batchGet(command);
    if (command instanceof QueryCommand) {
      return command.input.IndexName === 'reference' ? this.#referenced(command) : this.#due(command);
    }
    if (!(command instanceof TransactWriteItemsCommand)) throw new Error('a call that the ledger does not make');
    const actions = command.input.TransactItems ?? [];
    const before = this.fault.before?.(actions.length);
    if (before !== undefined) throw before;
    this.#transact(actions);
    const after = this.fault.after?.(actions.length);
    if (after !== undefined) throw after;
    return {};
    // biome-ignore lint/suspicious/noExplicitAny: the client's `send` is overloaded for every command.
  }) as any;

  #copy(name: string): Item | undefined {
    const item = this.items.get(name);
    return item === undefined ? undefined : { ...item };
  }

  #batchGet(command: BatchGetItemCommand): unknown {
    const [table, request] = Object.entries(command.input.RequestItems ?? {})[0] ?? ['', undefined];
    const keys = request?.Keys ?? [];
    if (new Set(keys.map(nameOf)).size !== keys.length || keys.length > 100) throw new Error('keys of a batch read');
    return { Responses: { [table]: keys.map((key) => this.#copy(nameOf(key))).filter((item) => item !== undefined) } };
  }

  /** Transactions by their reference, newest first. */
  #referenced({ input }: QueryCommand): unknown {
    const { ':rk': reference } = input.ExpressionAttributeValues ?? {};
    const carrying = [...this.items.values()].filter(({ rk }) => rk?.S !== undefined && rk.S === reference?.S);
    const newest = carrying.toSorted((a, b) => Number(b.at?.N) - Number(a.at?.N));
    return { Items: newest.slice(0, input.Limit).map((item) => ({ ...item })) };
  }

  /** Holds by their expiry. */
  #due({ input }: QueryCommand): unknown {
    const { ':bucket': bucket, ':by': by } = input.ExpressionAttributeValues ?? {};
    if (input.IndexName !== 'expiry') throw new Error('a query that the money path does not make');
    const due = [...this.items.values()].filter((item) => {
      const { xb, xs } = item;
      return xb?.S !== undefined && xb.S === bucket?.S && BigInt(xs?.N ?? 0) <= BigInt(by?.N ?? 0);
    });
    return { Items: due.slice(0, input.Limit).map((item) => ({ ...item })) };
  }

  #transact(actions: readonly TransactWriteItem[]): void {
    const parts = actions.map(({ Put, Update, ConditionCheck }) => {
      const part = Put ?? Update ?? ConditionCheck;
      if (part === undefined) throw new Error('an action that the ledger does not use');
      return { part, name: nameOf(Put?.Item ?? Update?.Key ?? ConditionCheck?.Key), put: Put?.Item, update: Update };
    });
    if (new Set(parts.map(({ name }) => name)).size !== parts.length) throw new Error('an item stands twice');
    if (parts.length === 0 || parts.length > 100) throw new Error('a transaction has 1 to 100 items');
    const failed = parts.map(({ part, name }) => {
      const { ConditionExpression: text, ExpressionAttributeNames: names, ExpressionAttributeValues: values } = part;
      return text !== undefined && !new Expression(text, names, values).condition(this.items.get(name));
    });
    if (failed.includes(true)) {
      throw cancelled(
        parts.map(({ part, name }, at) => ({
          Code: failed[at] ? 'ConditionalCheckFailed' : 'None',
          Item: failed[at] && part.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? this.#copy(name) : undefined,
        })),
      );
    }
    const written: Item[] = [];
    for (const { name, put, update } of parts) {
      if (put === undefined && update === undefined) continue;
      const item: Item = put === undefined ? { ...update?.Key, ...this.items.get(name) } : { ...put };
      const {
        UpdateExpression: text,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      } = update ?? {};
      if (text !== undefined) new Expression(text, names, values).update(item);
      this.items.set(name, item);
      written.push(item);
    }
    this.commits.push(written);
  }
}
