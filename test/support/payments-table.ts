import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { BANK_TABLE } from '../../functions/payments/rails/sandbox/bank-table.ts';
import { TABLE } from '../../functions/payments/store/table/keys.ts';
import { domainTable } from './domain-table.ts';

export const paymentsTable = (name: string): CreateTableCommandInput => domainTable(name, Object.values(TABLE.indexes));
export const bankTable = (name: string): CreateTableCommandInput =>
  domainTable(name, Object.values(BANK_TABLE.indexes));
