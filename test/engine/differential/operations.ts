import { type Random, randomOf } from './random.ts';
import { type Call, INDEX_ALL, INDEX_KEYS, TABLE } from './table.ts';
import { ATTRIBUTES, KEY_TEXTS, NUMBERS, Values } from './values.ts';

/** Makes valid calls, and such as are wrong in one way or another. */
export class Generator {
  readonly #random: Random;
  readonly #values: Values;

  constructor(seed: number) {
    this.#random = randomOf(seed);
    this.#values = new Values(this.#random);
  }

  #key(): Record<string, unknown> {
    const { pick, chance, below } = this.#random;
    const key: Record<string, unknown> = { pk: { S: pick(KEY_TEXTS) }, sk: { N: String(below(6) - 2) } };
    if (chance(0.01)) key.pk = { S: '' };
    if (chance(0.01)) key.sk = { S: '1' };
    if (chance(0.01)) delete key.sk;
    if (chance(0.01)) key.extra = { S: 'x' };
    return key;
  }

  #item(): Record<string, unknown> {
    const { pick, chance, below } = this.#random;
    const item: Record<string, unknown> = this.#key();
    delete item.extra;
    for (let left = below(5); left > 0; left -= 1)
      item[pick(ATTRIBUTES.slice(0, 5).concat('s', 'z'))] = this.#values.value();
    if (chance(0.6)) item.g = chance(0.03) ? this.#values.value() : { S: pick(['x', 'y']) };
    if (chance(0.6)) item.n = chance(0.03) ? this.#values.value() : { N: pick(NUMBERS.slice(0, 10)) };
    return item;
  }

  #path(names: Map<string, string>): string {
    const { pick, chance, below } = this.#random;
    const step = (): string => {
      const name = pick(ATTRIBUTES);
      if (!chance(0.3)) return name;
      names.set(`#${name}`, name);
      return `#${name}`;
    };
    let path = step();
    while (chance(0.3)) path += chance(0.5) ? `[${below(3)}]` : `.${step()}`;
    if (chance(0.005)) path = pick(['status', 'a..b', '9a', 'a[', '#undefined', 'pk', 'sk']);
    return path;
  }

  #operand(names: Map<string, string>, values: Map<string, unknown>): string {
    const { chance } = this.#random;
    if (chance(0.5)) return this.#path(names);
    const name = `:v${values.size}`;
    if (chance(0.005)) return ':undefined';
    values.set(name, this.#values.value(2));
    return name;
  }

  #condition(names: Map<string, string>, values: Map<string, unknown>, depth = 0): string {
    const { pick, chance } = this.#random;
    const operand = (): string => this.#operand(names, values);
    const path = (): string => this.#path(names);
    if (depth < 3 && chance(0.35)) {
      const [left, right] = [this.#condition(names, values, depth + 1), this.#condition(names, values, depth + 1)];
      return pick([
        `${left} AND ${right}`,
        `${left} OR ${right}`,
        `(${left}) and ${right}`,
        `NOT ${left}`,
        `NOT (${left} OR ${right})`,
      ]);
    }
    const type = (): string => {
      const name = `:t${values.size}`;
      values.set(name, { S: pick(['S', 'N', 'L', 'M', 'SS', 'BOOL', 'NULL', 'B', 'X']) });
      return name;
    };
    return pick([
      () => `attribute_exists(${path()})`,
      () => `attribute_not_exists(${path()})`,
      () => `attribute_type(${path()}, ${type()})`,
      () => `begins_with(${operand()}, ${operand()})`,
      () => `contains(${operand()}, ${operand()})`,
      () => `${operand()} BETWEEN ${operand()} AND ${operand()}`,
      () => `${operand()} IN (${operand()}, ${operand()})`,
      () => `size(${path()}) ${pick(['=', '<', '>'])} ${operand()}`,
      () => `${operand()} ${pick(['=', '<>', '<', '<=', '>', '>='])} ${operand()}`,
      () => `${operand()} ${pick(['=', '<>', '<', '<=', '>', '>='])} ${operand()}`,
    ])();
  }

  #update(names: Map<string, string>, values: Map<string, unknown>): string {
    const { pick, chance, below } = this.#random;
    const operand = (): string => this.#operand(names, values);
    const value = (make: () => unknown): string => {
      const name = `:u${values.size}`;
      values.set(name, make());
      return name;
    };
    const number = (): string => value(() => (chance(0.05) ? this.#values.value(3) : { N: this.#values.number() }));
    const list = (): string => value(() => ({ L: [this.#values.value(3)] }));
    const term = (): string =>
      pick([
        operand,
        () => `${this.#path(names)} ${pick(['+', '-'])} ${number()}`,
        () => `if_not_exists(${this.#path(names)}, ${operand()})`,
        () => `if_not_exists(${this.#path(names)}, ${number()}) + ${number()}`,
        () => `list_append(${this.#path(names)}, ${list()})`,
        () => `list_append(if_not_exists(${this.#path(names)}, ${list()}), ${list()})`,
      ])();
    const many = (one: () => string): string => Array.from({ length: 1 + below(2) }, one).join(', ');
    const set = (): string =>
      value(() =>
        pick([
          { SS: ['a', 'b'] },
          { NS: ['1', '2'] },
          { N: this.#values.number() },
          { SS: ['b', 'c'] },
          this.#values.value(3),
        ]),
      );
    const sections = [
      () => `SET ${many(() => `${this.#path(names)} = ${term()}`)}`,
      () => `REMOVE ${many(() => this.#path(names))}`,
      () => `ADD ${many(() => `${pick(ATTRIBUTES)} ${set()}`)}`,
      () => `DELETE ${many(() => `${pick(ATTRIBUTES)} ${set()}`)}`,
    ];
    const used = sections.filter(() => chance(0.4));
    return (used.length === 0 ? [sections[0] as () => string] : used).map((each) => each()).join(' ');
  }

  #placeholders(names: Map<string, string>, values: Map<string, unknown>): Record<string, unknown> {
    const { chance } = this.#random;
    if (chance(0.005)) values.set(':unused', { S: 'u' });
    return {
      ...(names.size === 0 ? {} : { ExpressionAttributeNames: Object.fromEntries(names) }),
      ...(values.size === 0 ? {} : { ExpressionAttributeValues: Object.fromEntries(values) }),
    };
  }

  #write(kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck', isAlone: boolean): Record<string, unknown> {
    const { pick, chance } = this.#random;
    const [names, values] = [new Map<string, string>(), new Map<string, unknown>()];
    const isConditional = kind === 'ConditionCheck' || chance(0.4);
    const input: Record<string, unknown> = { TableName: TABLE };
    if (kind === 'Put') input.Item = this.#item();
    else input.Key = this.#key();
    if (kind === 'Update') input.UpdateExpression = this.#update(names, values);
    if (isConditional) input.ConditionExpression = this.#condition(names, values);
    if (isAlone) {
      const returns =
        kind === 'Update' ? ['NONE', 'ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW'] : ['NONE', 'ALL_OLD'];
      if (chance(0.5)) input.ReturnValues = pick(returns);
    }
    if (isConditional && chance(0.4)) input.ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
    return { ...input, ...this.#placeholders(names, values) };
  }

  #query(): Call {
    const { pick, chance, below } = this.#random;
    const [names, values] = [new Map<string, string>(), new Map<string, unknown>()];
    const index = pick([undefined, undefined, INDEX_ALL, INDEX_KEYS]);
    const [partition, sort] = index === INDEX_ALL ? ['g', 'n'] : index === INDEX_KEYS ? ['n', undefined] : ['pk', 'sk'];
    values.set(
      ':p',
      partition === 'n' ? { N: pick(NUMBERS.slice(0, 7)) } : { S: pick(partition === 'g' ? ['x', 'y'] : KEY_TEXTS) },
    );
    let condition = `${partition} = :p`;
    if (sort !== undefined && chance(0.5)) {
      values.set(':s', chance(0.03) ? { S: 'a' } : { N: String(below(5) - 2) });
      condition += pick([` AND ${sort} = :s`, ` AND ${sort} < :s`, ` AND ${sort} >= :s`, ` AND :s > ${sort}`]);
      if (chance(0.3)) {
        values.set(':e', { N: String(below(5) + 1) });
        condition = `${partition} = :p AND ${sort} BETWEEN :s AND :e`;
      }
    }
    if (chance(0.01)) condition = pick([`${partition} > :p`, `${partition} = :p OR ${partition} = :p`, 'a = :p']);
    const filter = chance(0.3) ? { FilterExpression: this.#condition(names, values, 2) } : {};
    const projection = chance(0.3) ? { ProjectionExpression: [this.#path(names), this.#path(names)].join(', ') } : {};
    return {
      operation: 'Query',
      input: {
        TableName: TABLE,
        ...(index === undefined ? {} : { IndexName: index }),
        KeyConditionExpression: condition,
        ...filter,
        ...projection,
        ...(chance(0.3) ? { ScanIndexForward: chance(0.5) } : {}),
        ...(chance(0.2) ? { ConsistentRead: true } : {}),
        ...this.#placeholders(names, values),
      },
    };
  }

  next(): Call {
    const { pick, chance, below } = this.#random;
    const kinds = ['Put', 'Update', 'Delete', 'ConditionCheck'] as const;
    switch (
      pick([
        'put',
        'put',
        'update',
        'update',
        'update',
        'delete',
        'get',
        'query',
        'query',
        'scan',
        'transact',
        'transact',
        'batch-get',
        'batch-write',
        'transact-get',
      ])
    ) {
      case 'put':
        return { operation: 'PutItem', input: this.#write('Put', true) };
      case 'update':
        return { operation: 'UpdateItem', input: this.#write('Update', true) };
      case 'delete':
        return { operation: 'DeleteItem', input: this.#write('Delete', true) };
      case 'get': {
        const names = new Map<string, string>();
        const projection = chance(0.4)
          ? { ProjectionExpression: [this.#path(names), this.#path(names)].join(', ') }
          : {};
        const input = { TableName: TABLE, Key: this.#key(), ...projection, ...this.#placeholders(names, new Map()) };
        return { operation: 'GetItem', input };
      }
      case 'query':
        return this.#query();
      case 'scan': {
        const [names, values] = [new Map<string, string>(), new Map<string, unknown>()];
        const filter = chance(0.6) ? { FilterExpression: this.#condition(names, values, 1) } : {};
        const index = chance(0.3) ? { IndexName: pick([INDEX_ALL, INDEX_KEYS]) } : {};
        return {
          operation: 'Scan',
          input: { TableName: TABLE, ...index, ...filter, ...this.#placeholders(names, values) },
        };
      }
      case 'transact': {
        const TransactItems = Array.from({ length: 1 + below(3) }, () => {
          const kind = pick(kinds);
          return { [kind]: this.#write(kind, false) };
        });
        return { operation: 'TransactWriteItems', input: { TransactItems } };
      }
      case 'batch-get':
        return {
          operation: 'BatchGetItem',
          input: { RequestItems: { [TABLE]: { Keys: [this.#key(), this.#key()] } } },
        };
      case 'batch-write': {
        const requests = [{ PutRequest: { Item: this.#item() } }, { DeleteRequest: { Key: this.#key() } }];
        return { operation: 'BatchWriteItem', input: { RequestItems: { [TABLE]: requests } } };
      }
      default:
        return {
          operation: 'TransactGetItems',
          input: {
            TransactItems: [
              { Get: { TableName: TABLE, Key: this.#key() } },
              { Get: { TableName: TABLE, Key: this.#key() } },
            ],
          },
        };
    }
  }
}
