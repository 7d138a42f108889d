import * as z from 'zod';
import { type Item, int, n, s, str } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import {
  type AcceptedLine,
  BATCH_MODES,
  type Batch,
  type BatchLine,
  isDone,
  isRefused,
  MESSAGE_FORMS,
  type RefusedLine,
} from '../../model/batch.ts';
import { batchChunkKey, batchesPartition, batchKey, birthSort, dueShard, TABLE, tenantOf } from './keys.ts';
import { achParts, sepaParts } from './payment-item.ts';

const { due, tenant: byTenant } = TABLE.indexes;
const AGAIN_MS = 60_000;

const origin = z.object({
  part: z.string(),
  endToEndId: z.string().optional(),
  instructionId: z.string().optional(),
});
const message = z.object({ id: z.string(), form: z.enum(MESSAGE_FORMS) });

const refused = z.object({
  line: z.int(),
  origin: origin.optional(),
  code: z.string(),
  detail: z.string(),
  pointer: z.string(),
});
const accepted = z.object({
  line: z.int(),
  origin: origin.optional(),
  from: z.string(),
  to: z.union([
    z.object({ rail: z.literal('book'), account: z.string() }),
    sepaParts.extend({ rail: z.literal('sepa') }),
    achParts.extend({ rail: z.literal('ach') }),
    z.object({ rail: z.string(), destination: z.string() }),
    sepaParts.extend({ rail: z.literal('sepa') }),
    achParts.extend({ rail: z.literal('ach') }),
  ]),
  amount: z.string().transform(BigInt),
  currency: z.string(),
  reference: z.string().optional(),
  metadata: z.record(z.string(), z.string()),
  runAt: z.int().optional(),
  approvalsNeeded: z.int(),
  counted: z.array(z.object({ limit: z.string(), window: z.string() })),
});

export const lineText = (line: BatchLine): string =>
  JSON.stringify(isRefused(line) ? line : { ...line, amount: String(line.amount) });

const readLine = (value: unknown): BatchLine => {
  const bad = refused.safeParse(value);
  if (bad.success) return bad.data;
  const { reference, runAt, ...rest } = accepted.parse(value);
  return { ...rest, reference, runAt } satisfies AcceptedLine;
};

/** What changes as its lines become payments. */
export const batchProgress = (batch: Batch, now: number): Item => ({
  version: n(batch.version),
  done: n(batch.done),
  made: n(batch.made),
  refused: n(batch.refused),
  ...(isDone(batch) ? {} : { [due.partition]: s(dueShard(batch.id)), [due.sort]: n(now + AGAIN_MS) }),
});
export const BATCH_PASSING: readonly string[] = [due.partition, due.sort];

/** Releases before this one kept what a tenant has used of its budget under the sort key of batches. */
export const isBatch = (item: Item): boolean => item.mode !== undefined;

export const newBatchItem = (batch: Batch, now: number): Item => {
  const { tenant, id, reference, createdAt } = batch;
  return {
    ...batchKey(tenant, id),
    id: s(id),
    mode: s(batch.mode),
    ...(reference === undefined ? {} : { reference: s(reference) }),
    ...(batch.message === undefined ? {} : { message: s(JSON.stringify(batch.message)) }),
    maker: s(batch.maker),
    requestId: s(batch.requestId),
    createdAt: n(createdAt),
    lines: n(batch.lines),
    chunks: n(batch.chunks),
    [byTenant.partition]: s(batchesPartition(tenant)),
    [byTenant.sort]: s(birthSort(createdAt, id)),
    ...batchProgress(batch, now),
  };
};

export const readBatch = (item: Item): Batch => ({
  id: str(item, 'id'),
  tenant: tenantOf(str(item, 'pk')),
  version: int(item, 'version'),
  mode: present(
    BATCH_MODES.find((mode) => mode === item.mode?.S),
    'a batch has a mode',
  ),
  reference: item.reference?.S,
  message: item.message?.S === undefined ? undefined : message.parse(JSON.parse(item.message.S)),
  maker: str(item, 'maker'),
  requestId: str(item, 'requestId'),
  createdAt: int(item, 'createdAt'),
  lines: int(item, 'lines'),
  chunks: int(item, 'chunks'),
  done: int(item, 'done'),
  made: int(item, 'made'),
  refused: int(item, 'refused'),
});

/** Some lines of a batch, and which of them were refused when they were to become payments. */
export interface Chunk {
  readonly lines: readonly BatchLine[];
  readonly refused: readonly RefusedLine[];
}

export const newChunkItem = (tenant: string, batch: string, place: number, lines: readonly BatchLine[]): Item => ({
  ...batchChunkKey(tenant, batch, place),
  lines: s(`[${lines.map(lineText).join(',')}]`),
});

export const readChunk = (item: Item): Chunk => ({
  lines: z
    .array(z.unknown())
    .parse(JSON.parse(str(item, 'lines')))
    .map(readLine),
  refused: item.refused?.S === undefined ? [] : z.array(refused).parse(JSON.parse(item.refused.S)),
});
