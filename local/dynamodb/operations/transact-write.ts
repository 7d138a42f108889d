import { createHash } from 'node:crypto';
import { Bill, readUnits } from '../capacity.ts';
import { cancelled, constraint, DynamoError, ItemFault, invalid, NO_REASON, type Reason } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import type { Catalog } from '../storage/catalog.ts';
import type { Stored } from '../storage/item-cache.ts';
import type { Store } from '../store.ts';
import { type Action, checkAction, deleteAction, putAction, updateAction } from './actions.ts';
import { capacityDetail, choice, type Input, isObject, optionalList } from './input.ts';
import { reasonOf, tokenOf } from './write-item.ts';

/** A transaction's write is prepared and then made: two of each. */
const FACTOR = 2;

const MAKE = { Put: putAction, Update: updateAction, Delete: deleteAction, ConditionCheck: checkAction } as const;
const KINDS = Object.keys(MAKE) as readonly (keyof typeof MAKE)[];

const actionOf = (catalog: Catalog, raw: unknown): Action => {
  if (!isObject(raw)) throw new DynamoError('SerializationException', 'TransactItems must hold structures');
  const given = KINDS.filter((kind) => isObject(raw[kind]));
  const [kind] = given;
  if (kind === undefined || given.length > 1)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  return MAKE[kind](catalog, raw[kind] as Input);
};

/** An action that cannot be done whatever its item is. */
interface Faulty {
  readonly kind: 'Faulty';
  readonly fault: ItemFault;
}

const actionOrFault = (catalog: Catalog, raw: unknown): Action | Faulty => {
  try {
    return actionOf(catalog, raw);
  } catch (fault) {
    if (fault instanceof ItemFault) return { kind: 'Faulty', fault };
    throw fault;
  }
};

const isAction = (each: Action | Faulty): each is Action => each.kind !== 'Faulty';

const actionsOf = (catalog: Catalog, input: Input): readonly (Action | Faulty)[] => {
  const raw = optionalList(input, 'TransactItems');
  if (raw === undefined || raw.length === 0)
    throw constraint('[]', 'transactItems', 'have length greater than or equal to 1');
  if (raw.length > LIMITS.transactItems)
    throw constraint('[...]', 'transactItems', `have length less than or equal to ${LIMITS.transactItems}`);
  const all = raw.map((each) => actionOrFault(catalog, each));
  const actions = all.filter(isAction);
  const keys = new Set(actions.map(({ table, key }) => `${table.schema.id}:${key.text}`));
  if (keys.size < actions.length) throw invalid('Transaction request cannot include multiple operations on one item');
  return all;
};

interface Planned {
  readonly action: Action;
  readonly before: Stored | undefined;
  readonly after: Stored | undefined;
}

const planOne = (action: Action | Faulty): Planned => {
  if (!isAction(action)) throw action.fault;
  const before = action.table.newest(action.key);
  return { action, before, after: action.plan(before) };
};

/** What all of them come to. @throws DynamoError where one of them cannot be done, with a reason for each */
const planAll = (actions: readonly (Action | Faulty)[]): readonly Planned[] => {
  const planned: Planned[] = [];
  const reasons = actions.map((action): Reason => {
    try {
      planned.push(planOne(action));
      return NO_REASON;
    } catch (error) {
      return reasonOf(error);
    }
  });
  if (planned.length < actions.length) throw cancelled(reasons);
  const bytes = planned.reduce((sum, { before, after }) => sum + ((after ?? before)?.bytes ?? 0), 0);
  if (bytes > LIMITS.transactBytes) throw invalid('Transaction request size exceeds the limit of 4 MB');
  return planned;
};

const conflicts = (store: Store, actions: readonly Action[]): void => {
  if (!actions.some((action) => store.conflicts.isHeld(action))) return;
  const Message = 'Transaction is ongoing for the item';
  throw cancelled(
    actions.map((each) => (store.conflicts.isHeld(each) ? { Code: 'TransactionConflict', Message } : NO_REASON)),
  );
};

const digestOf = ({ ClientRequestToken: _, ReturnConsumedCapacity: __, ...payload }: Input): string =>
  createHash('sha256').update(JSON.stringify(payload)).digest('base64');

/** Whether the same call was made within ten minutes. @throws DynamoError where its token came with another payload */
const isRepeated = (store: Store, token: string, input: Input): boolean => {
  const { writer } = store.database;
  const now = store.ports.now();
  const digest = digestOf(input);
  store.commits.touch();
  writer.prepare('DELETE FROM tokens WHERE at <= ?').run(now - LIMITS.tokenMs);
  const known = writer.prepare('SELECT digest FROM tokens WHERE token = ?').get(token);
  if (known !== undefined && known.digest !== digest)
    throw new DynamoError(
      'IdempotentParameterMismatchException',
      'A request with the same token was sent with other parameters',
    );
  return known !== undefined;
};

const remember = (store: Store, token: string, input: Input): void => {
  store.database.writer.prepare('INSERT INTO tokens VALUES (?, ?, ?)').run(token, digestOf(input), store.ports.now());
};

/** A repeated call reads what it wrote, and is billed for that. */
const repeated = (actions: readonly Action[], bill: Bill): string => {
  for (const { table, key } of actions)
    bill.table(table.schema.name, readUnits(table.newest(key)?.bytes ?? 0, true), FACTOR);
  return `{${bill.listMember('read').slice(1)}}`;
};

const commit = (store: Store, input: Input, actions: readonly (Action | Faulty)[], bill: Bill): string => {
  const token = tokenOf(input);
  if (token !== undefined && isRepeated(store, token, input)) return repeated(actions.filter(isAction), bill);
  for (const { action, before, after } of planAll(actions)) {
    const { units, indexUnits } = store.apply(action, before, after);
    const { name } = action.table.schema;
    bill.table(name, units, FACTOR);
    bill.indexes(name, indexUnits, FACTOR);
  }
  if (token !== undefined) remember(store, token, input);
  return `{${bill.listMember('write').slice(1)}}`;
};

/** Up to a hundred writes and checks on different items: all of them, or none. */
export const transactWriteItems = async (store: Store, input: Input): Promise<string> => {
  const bill = new Bill(capacityDetail(input));
  choice(input, 'ReturnItemCollectionMetrics', ['NONE', 'SIZE']);
  const token = tokenOf(input);
  if (token !== undefined && (token.length < 1 || token.length > 36))
    throw constraint(token, 'clientRequestToken', 'have length less than or equal to 36');
  const all = actionsOf(store.catalog, input);
  const actions = all.filter(isAction);
  conflicts(store, actions);
  return store.conflicts.during(actions, () => store.commits.run(() => commit(store, input, all, bill)));
};
