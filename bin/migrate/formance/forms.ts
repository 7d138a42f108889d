import * as z from 'zod';

/**
 * A line of `POST /v2/{ledger}/logs/export` (`internal/log.go` and `internal/transaction.go` of Formance Ledger 2.0 to 2.3 and of
 * main in August 2026). Numbers are digits of any length. Volumes before and after are there from 2.1 on.
 */
const whole = z.string().regex(/^(?:0|[1-9]\d{0,99})$/);
const signed = z.string().regex(/^-?\d{1,100}$/);
const address = z.string().regex(/^[A-Za-z0-9_-]+(?::[A-Za-z0-9_-]+)*$/);
const asset = z.string().regex(/^[A-Z][A-Z0-9]{0,16}(?:_[A-Z]{1,16})?(?:\/\d{1,6})?$/);
const metadata = z.record(z.string(), z.string());
const time = z.string();

const posting = z.strictObject({ source: address, destination: address, amount: whole, asset });
const volume = z.strictObject({ input: whole, output: whole, balance: signed.optional() });
const volumes = z.record(z.string(), z.record(z.string(), volume)).nullish();

const transaction = z.strictObject({
  postings: z.array(posting),
  metadata: metadata.nullish(),
  timestamp: time,
  reference: z.string().optional(),
  id: whole.optional(),
  txid: whole.optional(),
  insertedAt: time.optional(),
  updatedAt: time.optional(),
  revertedAt: time.nullish(),
  reverted: z.boolean().optional(),
  template: z.string().optional(),
  postCommitVolumes: volumes,
  postCommitEffectiveVolumes: volumes,
  preCommitVolumes: volumes,
  preCommitEffectiveVolumes: volumes,
});
export type Transaction = z.infer<typeof transaction>;
export type Volumes = z.infer<typeof volumes>;

const common = {
  date: time,
  idempotencyKey: z.string().nullish(),
  idempotencyHash: z.string().nullish(),
  id: whole,
  hash: z.string().nullish(),
  schemaVersion: z.string().optional(),
};
const target = { targetType: z.enum(['ACCOUNT', 'TRANSACTION']), targetId: z.string() };

export const log = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('NEW_TRANSACTION'),
    data: z.strictObject({ transaction, accountMetadata: z.record(address, metadata).nullish() }),
    ...common,
  }),
  z.strictObject({
    type: z.literal('REVERTED_TRANSACTION'),
    data: z.strictObject({
      transaction,
      revertedTransaction: transaction.optional(),
      revertedTransactionID: whole.optional(),
    }),
    ...common,
  }),
  z.strictObject({ type: z.literal('SET_METADATA'), data: z.strictObject({ ...target, metadata }), ...common }),
  z.strictObject({
    type: z.literal('DELETE_METADATA'),
    data: z.strictObject({ ...target, key: z.string() }),
    ...common,
  }),
  z.strictObject({ type: z.literal('INSERTED_SCHEMA'), data: z.looseObject({}), ...common }),
]);

/** A page of `GET /v2/{ledger}/volumes`. */
export const volumesPage = z.looseObject({
  cursor: z.looseObject({
    hasMore: z.boolean(),
    data: z.array(z.strictObject({ account: address, asset, input: whole, output: whole, balance: signed })),
  }),
});
