import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { big, type Item, int, n, s, str } from '../../../kernel/aws/attributes.ts';
import { versionedPut } from '../../../kernel/aws/versioned-put.ts';
import type { BankAccount } from '../../model/bank/bank-account.ts';
import { bankAccountKey } from './keys.ts';

const strings = (texts: readonly string[]) => ({ L: texts.map(s) });
const readStrings = (item: Item, name: string): readonly string[] => (item[name]?.L ?? []).map(({ S = '' }) => S);

const bankAccountItem = (one: BankAccount): Item => ({
  ...bankAccountKey(one.tenant, one.id),
  numbers: strings(one.numbers),
  currency: s(one.currency),
  account: s(one.account),
  zone: s(one.timeZone),
  ...(one.name === undefined ? {} : { name: s(one.name) }),
  approvalFrom: n(one.approvalFrom),
  taken: n(one.filesTaken),
  refused: n(one.filesRefused),
  lastRefused: strings(one.lastRefused),
  at: n(one.createdAt),
});

export const readBankAccount = (tenant: string, item: Item): BankAccount => ({
  tenant,
  id: str(item, 'sk'),
  numbers: readStrings(item, 'numbers'),
  currency: str(item, 'currency'),
  account: str(item, 'account'),
  timeZone: str(item, 'zone'),
  name: item.name?.S,
  approvalFrom: big(item, 'approvalFrom'),
  filesTaken: int(item, 'taken'),
  filesRefused: int(item, 'refused'),
  lastRefused: readStrings(item, 'lastRefused'),
  createdAt: int(item, 'at'),
  version: int(item, 'v'),
});

/** Whatever is taken of it makes another version. */
export const puttingBankAccount = (table: string, one: BankAccount): TransactWriteItem =>
  versionedPut(table, bankAccountItem(one), one.version);
