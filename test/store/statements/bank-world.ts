import { randomBytes, randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { DomainQuestion } from '../../../functions/kernel/aws/ask-domain.ts';
import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import type { Clock } from '../../../functions/kernel/core/ports.ts';
import { outboxMessages } from '../../../functions/kernel/standard/outbox.ts';
import { createBankAccountRoute } from '../../../functions/statements/handlers/api/bank-accounts.ts';
import type { BankDeps } from '../../../functions/statements/handlers/api/bank-deps.ts';
import { takeBankStatementRoute } from '../../../functions/statements/handlers/api/bank-files.ts';
import { readingKeptFiles } from '../../../functions/statements/store/commit/read-kept-file.ts';
import { base64, DE } from '../../support/bank-days.ts';
import { runningClock } from '../../support/clock.ts';
import { createTable, domainTable } from '../../support/domain-table.ts';
import { type Answer, type Sent, send } from '../ledger/kit.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests assert on what they find.
type Any = any;

/** Statements' table with banks, and a ledger that says what a test tells it to. */
export const bankWorld = async (client: DynamoDBClient, clock: Clock = runningClock()) => {
  const table = `bank-${randomUUID()}`;
  await createTable(client, domainTable(table, []));
  const asked: DomainQuestion[] = [];
  const ledger = {
    answer: (_: DomainQuestion): { readonly status: number; readonly body: string } => ({
      status: 200,
      body: JSON.stringify({ currency: 'EUR', version: 0 }),
    }),
  };
  const random = { bytes: (count: number) => randomBytes(count), fraction: () => Math.random() };
  const deps: BankDeps = {
    dynamo: client,
    table,
    clock,
    random,
    readKept: readingKeptFiles({ dynamo: client, table, clock, random }),
    codeVersion: 'test',
    budgeting: undefined,
    ask: async (question) => {
      asked.push(question);
      return ledger.answer(question);
    },
  };
  const sending = { clock } as Parameters<typeof send>[0];
  const call = (route: Parameters<typeof send>[1], sent: Sent = {}): Promise<Answer<Any>> =>
    send<Any>(sending, route, sent);
  const items = async (): Promise<readonly Item[]> => {
    const { Items = [] } = await client.send(new ScanCommand({ TableName: table, ConsistentRead: true }));
    return Items;
  };
  return {
    ...{ client, table, clock, deps, call, ledger, asked, items },
    account: async (more: object = {}, as: Sent = {}): Promise<string> => {
      const body = { numbers: [DE], currency: 'EUR', account: 'bank', ...more };
      return (await call(createBankAccountRoute(deps), { body, ...as })).body.id;
    },
    take: (id: string, text: string, as: Sent = {}, more: object = {}): Promise<Answer<Any>> =>
      call(takeBankStatementRoute(deps), { params: { id }, body: { content: base64(text), ...more }, ...as }),
    /** Events that stand beside receipts: what the relay publishes. */
    events: async (): Promise<readonly { readonly type: string; readonly data: Any }[]> =>
      (await items())
        .flatMap((item) => outboxMessages(item))
        .map(({ detailType, detail }) => ({ type: detailType, data: JSON.parse(detail).data })),
  };
};
export type BankWorld = Awaited<ReturnType<typeof bankWorld>>;
