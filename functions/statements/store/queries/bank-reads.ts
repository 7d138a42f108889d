import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../kernel/aws/attributes.ts';
import { bankAccountOf } from '../../contract/bank-ids.ts';
import type { BankAccount } from '../../model/bank/bank-account.ts';
import type { BankFile } from '../../model/bank/bank-file.ts';
import { readLines } from '../../model/bank/normal-form.ts';
import type { Resolution } from '../../model/bank/resolution.ts';
import type { NamedLine } from '../../model/reconciliation/taken-statement.ts';
import { itemsOf, type Table } from '../queries/histories.ts';
import { readBankAccount } from '../table/bank-account-item.ts';
import { readBankFileItem } from '../table/bank-file-item.ts';
import {
  bankAccountKey,
  bankAccountsPartition,
  bankFileKey,
  bankFilesPartition,
  contentPartition,
  type Key,
  linesPartition,
  resolutionsPartition,
} from '../table/keys.ts';
import { unpacked } from '../table/packed.ts';
import { readResolution } from '../table/resolution-item.ts';

/** One item, strongly consistent. */
export const findItem = async ({ dynamo, table }: Table, key: Key): Promise<Item | undefined> => {
  const { Item: item } = await dynamo.send(
    new GetItemCommand({ TableName: table, Key: { ...key }, ConsistentRead: true }),
  );
  return item;
};

export const allItems = async (store: Table, partition: string): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for await (const item of itemsOf(store, partition)) items.push(item);
  return items;
};

export const findBankAccount = async (store: Table, tenant: string, id: string): Promise<BankAccount | undefined> => {
  const item = await findItem(store, bankAccountKey(tenant, id));
  return item && readBankAccount(tenant, item);
};

export const bankAccountsOf = async (store: Table, tenant: string): Promise<readonly BankAccount[]> =>
  (await allItems(store, bankAccountsPartition(tenant))).map((item) => readBankAccount(tenant, item));

export const findBankFile = async (store: Table, tenant: string, id: string): Promise<BankFile | undefined> => {
  const item = await findItem(store, bankFileKey(tenant, bankAccountOf(id), id));
  return item && readBankFileItem(tenant, item);
};

/** What persons have decided about breaks of a bank account, in the order of their names; undefined where they are more than that. */
export const resolutionsOf = async (
  store: Table,
  { tenant, id }: Pick<BankAccount, 'tenant' | 'id'>,
  max: number,
): Promise<readonly Resolution[] | undefined> => {
  const found: Resolution[] = [];
  for await (const item of itemsOf(store, resolutionsPartition(tenant, id))) {
    if (found.length >= max) return undefined;
    found.push(readResolution(item));
  }
  return found;
};

/** The files of a bank account, a page in memory at a time. */
export async function* bankFilesOf(store: Table, { tenant, id }: BankAccount): AsyncGenerator<BankFile> {
  for await (const item of itemsOf(store, bankFilesPartition(tenant, id))) yield readBankFileItem(tenant, item);
}

type FileName = Pick<BankFile, 'tenant' | 'id'>;

export const contentOf = async (store: Table, { tenant, id }: FileName): Promise<Buffer> =>
  unpacked(await allItems(store, contentPartition(tenant, id)));

/** The lines of a statement of a file, by its place in it. */
export const linesOf = async (store: Table, { tenant, id }: FileName, at: number): Promise<readonly NamedLine[]> =>
  readLines(unpacked(await allItems(store, linesPartition(tenant, id, at))).toString());
