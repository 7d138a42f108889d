import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { present } from '../../kernel/core/assert.ts';
import { type TaskDeps, task } from '../../kernel/triggers/task.ts';
import { chars, list } from '../../kernel/values/bounded.ts';
import { parseTime, time } from '../../kernel/values/time.ts';
import { relayAgain, republishTransactions, republishWindow } from '../store/jobs/republish.ts';
import type { Relay } from '../store/relay/relay.ts';
import { relinkHistory } from '../store/relay/relink.ts';

const tenant = chars(64).min(1);
/** Transactions of one call, records of one object of the bucket, pages of 1 MB of one run. */
const MAX_TRANSACTIONS = 100;
const MAX_RECORDS = 10_000;
const MAX_PAGES = 1_000;
/** As much as Lambda hands to one run. */
const PAYLOAD_CHARS_MAX = 16 * 1024 * 1024;

const record = z.custom<DynamoDBRecord>((one) => typeof one === 'object' && one !== null);
const records = list(record, { min: 1, max: MAX_RECORDS });
const discardedBatch = z.looseObject({ Records: records });

/** What can be done again, one thing a call. Everything bears repetition. */
const input = z.union([
  z.strictObject({ tenant, transactions: list(chars(64), { min: 1, max: MAX_TRANSACTIONS }) }),
  /** Receipts from `from` up to `to`; goes on from `token` where the run before stopped. */
  z.strictObject({
    tenant,
    from: time,
    to: time,
    token: chars(4_096).nullish(),
    pages: z.int().min(1).max(MAX_PAGES).optional(),
  }),
  /** What the stream mapping put aside: an object of its bucket, whose `payload` is the event as text. */
  z
    .looseObject({ payload: chars(PAYLOAD_CHARS_MAX) })
    .transform(({ payload }) => ({ records: discardedBatch.parse(JSON.parse(payload)).Records })),
  z.strictObject({ records }),
  /** An account whose history had a hole that is filled. */
  z.strictObject({ tenant, relink: chars(64) }),
]);

export interface RepublishDeps extends TaskDeps {
  readonly relay: Relay;
}

const msOf = (text: string): number => present(parseTime(text), 'the input has checked the time');

/** Folds and publishes again from the receipts, enters records that were put aside, and mends the histories behind them. */
export const buildRepublish = (deps: RepublishDeps) =>
  task({
    domain: 'ledger',
    name: 'republish',
    input,
    deps,
    run: async (asked, deadline) => {
      if ('transactions' in asked) return republishTransactions(deps.relay, asked.tenant, asked.transactions);
      if ('records' in asked) return relayAgain(deps.relay, asked.records);
      if ('relink' in asked) return relinkHistory(deps.relay.store, asked.tenant, asked.relink);
      const window = { tenant: asked.tenant, from: msOf(asked.from), to: msOf(asked.to) };
      return republishWindow(deps.relay, window, {
        token: asked.token ?? undefined,
        pages: asked.pages ?? MAX_PAGES,
        deadline,
      });
    },
  });
