import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Item, int, n, s, str } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import { STATEMENT_FORMATS } from '../../../kernel/formats/statement/formats.ts';
import { bigintJson } from '../../../kernel/values/bigint-json.ts';
import { type CivilDate, parseCivilDate } from '../../../kernel/values/civil-date.ts';
import { bankAccountOf } from '../../contract/bank-ids.ts';
import type { BankFile } from '../../model/bank/bank-file.ts';
import { statementsIn, statementsOut } from '../../model/bank/statements-json.ts';
import { bankFileKey } from './keys.ts';

type Json = Readonly<Record<string, unknown>>;
const dayIn = (text: unknown): CivilDate => present(parseCivilDate(String(text)), 'a statement has days');

export const bankFileItem = (file: BankFile): Item => ({
  ...bankFileKey(file.tenant, file.bankAccount, file.id),
  ...(file.format === undefined ? {} : { format: s(file.format) }),
  bytes: n(file.bytes),
  sha: s(file.sha256),
  statements: s(statementsOut(file.statements)),
  others: n(file.others),
  gaps: s(bigintJson(file.gaps)),
  ...(file.refusal === undefined ? {} : { refusal: s(file.refusal.detail) }),
  ...(file.refusal?.place === undefined ? {} : { place: s(file.refusal.place) }),
  by: s(file.takenBy),
  at: n(file.createdAt),
});

export const readBankFileItem = (tenant: string, item: Item): BankFile => {
  const id = str(item, 'sk');
  const refusal = item.refusal?.S;
  return {
    ...{ tenant, id, bankAccount: bankAccountOf(id) },
    format: STATEMENT_FORMATS.find((known) => known === item.format?.S),
    bytes: int(item, 'bytes'),
    sha256: str(item, 'sha'),
    statements: statementsIn(str(item, 'statements')),
    others: int(item, 'others'),
    gaps: (JSON.parse(str(item, 'gaps')) as readonly Json[]).map(({ after, before, closed, opens }) => ({
      ...{ after: dayIn(after), before: dayIn(before) },
      ...{ closed: BigInt(String(closed)), opens: BigInt(String(opens)) },
    })),
    refusal: refusal === undefined ? undefined : { detail: refusal, place: item.place?.S },
    takenBy: str(item, 'by'),
    createdAt: int(item, 'at'),
  };
};

/** One file is put once: the same content again is the same file. */
export const puttingBankFile = (table: string, file: BankFile): TransactWriteItem => ({
  Put: { TableName: table, Item: bankFileItem(file), ConditionExpression: 'attribute_not_exists(pk)' },
});
