import { Bill } from '../capacity.ts';
import { conflict, DynamoError, type Reason } from '../errors.ts';
import type { Path } from '../expression/ast.ts';
import { projector } from '../expression/project.ts';
import type { Stored } from '../storage/item-cache.ts';
import type { Store } from '../store.ts';
import { type Action, deleteAction, putAction, updateAction } from './actions.ts';
import { capacityDetail, choice, type Input, optionalText } from './input.ts';

const RETURN_OLD = ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'] as const;
type ReturnValues = (typeof RETURN_OLD)[number];

const part = (stored: Stored | undefined, paths: readonly Path[]): string | undefined => {
  if (stored === undefined) return undefined;
  const item = projector(paths)(stored.item);
  return Object.keys(item).length === 0 ? undefined : JSON.stringify(item);
};

const returned = (wanted: ReturnValues, { paths }: Action, before: Stored | undefined, after: Stored | undefined) => {
  switch (wanted) {
    case 'NONE':
      return undefined;
    case 'ALL_OLD':
      return before?.json;
    case 'ALL_NEW':
      return after?.json;
    case 'UPDATED_OLD':
      return part(before, paths);
    case 'UPDATED_NEW':
      return part(after, paths);
  }
};

const returnValues = (input: Input, isUpdate: boolean): ReturnValues => {
  const wanted = choice(input, 'ReturnValues', RETURN_OLD);
  if (!isUpdate && wanted !== 'NONE' && wanted !== 'ALL_OLD')
    throw new DynamoError('ValidationException', 'ReturnValues can only be ALL_OLD or NONE');
  return wanted;
};

/** One write by itself. */
const writeItem = async (store: Store, input: Input, make: (input: Input) => Action): Promise<string> => {
  const bill = new Bill(capacityDetail(input));
  choice(input, 'ReturnItemCollectionMetrics', ['NONE', 'SIZE']);
  const action = make(input);
  const wanted = returnValues(input, action.kind === 'Update');
  return store.commits.run(() => {
    if (store.conflicts.isHeld(action)) throw conflict();
    const before = action.table.newest(action.key);
    const { after, units, indexUnits } = store.apply(action, before, action.plan(before));
    const { name } = action.table.schema;
    bill.table(name, units);
    bill.indexes(name, indexUnits);
    const attributes = returned(wanted, action, before, after);
    const members = `${attributes === undefined ? '' : `,"Attributes":${attributes}`}${bill.member()}`;
    return `{${members.slice(1)}}`;
  });
};

export const putItem = (store: Store, input: Input): Promise<string> =>
  writeItem(store, input, (each) => putAction(store.catalog, each));

export const updateItem = (store: Store, input: Input): Promise<string> =>
  writeItem(store, input, (each) => updateAction(store.catalog, each));

export const deleteItem = (store: Store, input: Input): Promise<string> =>
  writeItem(store, input, (each) => deleteAction(store.catalog, each));

/** Why an action cannot be done, as a cancelled transaction tells it; rethrows what is no refusal. */
export const reasonOf = (error: unknown): Reason => {
  if (!(error instanceof DynamoError)) throw error;
  if (error.code === 'ConditionalCheckFailedException')
    return { Code: 'ConditionalCheckFailed', Message: error.message, ...error.more };
  return { Code: 'ValidationError', Message: error.message };
};

export const tokenOf = (input: Input): string | undefined => optionalText(input, 'ClientRequestToken');
