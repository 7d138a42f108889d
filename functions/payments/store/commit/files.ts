import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { changing, type Item, n, s } from '../../../kernel/aws/attributes.ts';
import type { BankTask } from '../../model/bank-task.ts';
import type { Numbered, PaymentFile } from '../../model/file.ts';
import type { Originator } from '../../model/file-rail.ts';
import { fileChange, newFileItem } from '../table/file-item.ts';
import { fileKey, fileShard, messageKey, originatorKey, pageKey, TABLE, taskKey } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';
import { taskItem } from '../table/task-item.ts';
import { WAKE } from './payments.ts';

type Table = Pick<PaymentsStore, 'table' | 'clock'>;

const putting = (table: string, item: Item): TransactWriteItem => ({
  Put: { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' },
});

/** A new file, which the stream puts into the queue. */
export const filing = ({ table, clock }: Table, file: PaymentFile): TransactWriteItem =>
  putting(table, { ...newFileItem(file, clock.now()), [WAKE]: n(file.version) });

/** Brings a file from one version to the next, on the condition that it is still as it was read. */
export const turning = (
  { table, clock }: Table,
  before: PaymentFile,
  after: PaymentFile,
  wake: 'wake' | 'quiet' = 'quiet',
): TransactWriteItem => {
  const { set, gone } = fileChange(after, clock.now());
  const change = changing({ ...set, ...(wake === 'wake' ? { [WAKE]: n(after.version) } : {}) }, gone);
  return {
    Update: {
      TableName: table,
      Key: fileKey(before.tenant, before.id),
      UpdateExpression: change.expression,
      ConditionExpression: '#version = :seen',
      ExpressionAttributeNames: change.names,
      ExpressionAttributeValues: { ...change.values, ':seen': n(before.version) },
    },
  };
};

/** Some payments of a file, in its order. */
export const paging = (
  { table }: Table,
  { tenant, id }: PaymentFile,
  page: number,
  payments: readonly string[],
): TransactWriteItem => putting(table, { ...pageKey(tenant, id, page), payments: { L: payments.map(s) } });

/** Notes which file bore a message id first; it stays with that one. */
export const claiming = ({ table }: Table, { tenant, id }: PaymentFile, message: string): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: messageKey(tenant, message),
    UpdateExpression: 'SET #file = :file',
    ConditionExpression: 'attribute_not_exists(#file) OR #file = :file',
    ExpressionAttributeNames: { '#file': 'file' },
    ExpressionAttributeValues: { ':file': s(id) },
  },
});

/** A task, once: its id is made of what it is about. */
export const tasking = ({ table }: Table, task: BankTask): TransactWriteItem => putting(table, taskItem(task));

export const closingTask = ({ table }: Table, { tenant, id }: BankTask, by: string): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: taskKey(tenant, id),
    UpdateExpression: 'SET #by = :by',
    ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#by)',
    ExpressionAttributeNames: { '#by': 'closedBy' },
    ExpressionAttributeValues: { ':by': s(by) },
  },
});

/** Who pays by the files of a rail, and when the next one is due. */
export const originating = (
  { table, clock }: Table,
  of: { readonly tenant: string; readonly rail: string },
  details: Originator,
  { by, next }: { readonly by: string; readonly next: number },
): TransactWriteItem => {
  const { due } = TABLE.indexes;
  const change = changing({
    rail: s(of.rail),
    details: s(JSON.stringify(details)),
    by: s(by),
    changedAt: n(clock.now()),
    [due.partition]: s(fileShard(`${of.tenant}.${of.rail}`)),
    [due.sort]: n(next),
  });
  return {
    Update: {
      TableName: table,
      Key: originatorKey(of.tenant, of.rail),
      UpdateExpression: change.expression,
      ExpressionAttributeNames: change.names,
      ExpressionAttributeValues: change.values,
    },
  };
};

/** Moves a cut-off behind the file that it opens; the condition makes it one file. */
export const cuttingOff = (
  { table }: Table,
  of: { readonly tenant: string; readonly rail: string },
  { seen, next }: { readonly seen: number; readonly next: number },
): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: originatorKey(of.tenant, of.rail),
    UpdateExpression: 'SET #at = :next',
    ConditionExpression: '#at = :seen',
    ExpressionAttributeNames: { '#at': TABLE.indexes.due.sort },
    ExpressionAttributeValues: { ':next': n(next), ':seen': n(seen) },
  },
});

/** Which file of its rail and day it is: banks tell the files of a day apart by that. */
export const numbering = (
  { table }: Table,
  of: { readonly tenant: string; readonly rail: string },
  seen: Numbered,
  { day, number }: Numbered,
): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: originatorKey(of.tenant, of.rail),
    UpdateExpression: 'SET #day = :day, #number = :number',
    ConditionExpression:
      seen.number === 0 ? 'attribute_not_exists(#number)' : '#day = :seenDay AND #number = :seenNumber',
    ExpressionAttributeNames: { '#day': 'numberedOn', '#number': 'number' },
    ExpressionAttributeValues: {
      ':day': s(day),
      ':number': n(number),
      ...(seen.number === 0 ? {} : { ':seenDay': s(seen.day), ':seenNumber': n(seen.number) }),
    },
  },
});

/** Moves the look at a file behind the message that is about to be sent. */
export const snoozing = ({ table }: Table, { tenant, id, version }: PaymentFile, until: number): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: fileKey(tenant, id),
    UpdateExpression: 'SET #at = :until',
    ConditionExpression: '#version = :seen AND #at < :until',
    ExpressionAttributeNames: { '#at': TABLE.indexes.due.sort, '#version': 'version' },
    ExpressionAttributeValues: { ':until': n(until), ':seen': n(version) },
  },
});
