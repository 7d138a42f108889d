import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { exportJournalRoute } from '../../../functions/statements/handlers/api/export-journal.ts';
import { keepEntries } from '../../../functions/statements/store/commit/keep-entries.ts';
import { clockOf } from '../../support/clock.ts';
import { createTable, domainTable } from '../../support/domain-table.ts';
import { JournalBooks } from '../../support/journal-books.ts';

/** The present of such a world. */
export const NOW = Date.parse('2026-12-01T12:00:00.000Z');
const PIECES_MAX = 1_000;

type Query = Readonly<Record<string, string>>;

/** Statements' table beside books that were told to it, and journals asked for as a client asks. */
export const journalWorld = async (client: DynamoDBClient) => {
  const table = `journal-${randomUUID()}`;
  await createTable(client, domainTable(table, []));
  const books = new JournalBooks();
  const store = { dynamo: client, table, clock: clockOf(() => NOW), random: {} };
  const route = exportJournalRoute({ ...store, ask: books.ask } as never);
  const piece = async (query: Query, tenant = 'acme') => {
    const call = { caller: { tenant }, query, requestId: 'r', deadline: NOW + 20_000 };
    const { body, headers } = await route.handle(call as never);
    const link = /^<\/v1\/exports\/journal\?([^>]+)>; rel="next"$/.exec(headers?.link ?? '')?.[1];
    return {
      text: String(body),
      type: headers?.['content-type'],
      next: link === undefined ? undefined : Object.fromEntries(new URLSearchParams(link)),
    };
  };
  return {
    ...{ books, piece },
    /** Keeps what the events of the books tell of an account: all of it, or so many entries. */
    tell: async (account: string, currency: string, entries = Number.MAX_SAFE_INTEGER) => {
      const name = { tenant: 'acme', account, currency };
      const told = books.history(account, currency).slice(0, entries);
      await keepEntries(
        store as never,
        told.map((entry) => ({ ...name, entry })),
      );
    },
    /** Every piece, as they follow each other. */
    pieces: async (query: Query): Promise<readonly string[]> => {
      const all: string[] = [];
      let next: Query | undefined = query;
      while (next !== undefined) {
        const found: Awaited<ReturnType<typeof piece>> = await piece(next);
        all.push(found.text);
        next = found.next;
        if (all.length > PIECES_MAX) throw new Error('the pieces do not end');
      }
      return all;
    },
    refused: (query: Query): Promise<string> =>
      piece(query).then(
        () => 'nothing',
        (error: unknown) => (error instanceof Refusal ? error.problem.slug : String(error)),
      ),
  };
};
