import { derivedId } from '../../kernel/values/ids.ts';
import { PAYMENT_PREFIX } from '../contract/id-prefixes.ts';
import type { Claim, Counted } from './limit.ts';
import { createdPayment, firstStep, type Payment } from './payment.ts';

export const BATCH_MODES = ['atomic', 'independent'] as const;
export type BatchMode = (typeof BATCH_MODES)[number];

/** Lines of one batch, and of one item of it. */
export const BATCH_LINES_MAX = 1_000;
const CHUNK_LINES = 25;
/** DynamoDB takes 400 kB an item. */
const CHUNK_BYTES = 300_000;
/** They are accepted in one store transaction, which holds 4 MB; what is not the lines is far below the rest. */
const LINES_BYTES = 3_000_000;

/** What a client's own file calls a payment, which a report on it repeats. */
export interface Origin {
  /** The part of the file that it stands in (PmtInfId). */
  readonly part: string;
  readonly endToEndId?: string | undefined;
  readonly instructionId?: string | undefined;
}

export const MESSAGE_FORMS = ['pain.001.001.03', 'pain.001.001.09'] as const;

/** A client's own file: what a report on it names. */
export interface ClientMessage {
  readonly id: string;
  readonly form: (typeof MESSAGE_FORMS)[number];
}

/** A line that is to become a payment. */
export interface AcceptedLine {
  /** From 1; of a CSV the line of the file, its header among them; of a pain.001 the place among its payments. */
  readonly line: number;
  /** Of a client's own file. */
  readonly origin?: Origin | undefined;
  readonly from: string;
  readonly to: Payment['to'];
  readonly amount: bigint;
  readonly currency: string;
  readonly reference: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly runAt: number | undefined;
  /** Of an atomic batch, settled when it was accepted: how many have to agree, and what it counts in already. */
  readonly approvalsNeeded: number;
  readonly counted: readonly Counted[];
}

/** A line that is none, and why. */
export interface RefusedLine {
  readonly line: number;
  readonly origin?: Origin | undefined;
  readonly code: string;
  readonly detail: string;
  readonly pointer: string;
}

export type BatchLine = AcceptedLine | RefusedLine;
export const isRefused = (line: BatchLine): line is RefusedLine => 'code' in line;

/** Payments that were asked for together. */
export interface Batch {
  readonly id: string;
  readonly tenant: string;
  readonly version: number;
  readonly mode: BatchMode;
  readonly reference: string | undefined;
  /** Undefined where it is no file of a client's own. */
  readonly message: ClientMessage | undefined;
  readonly maker: string;
  readonly requestId: string;
  readonly createdAt: number;
  readonly lines: number;
  readonly chunks: number;
  /** How many chunks have become payments and refusals. */
  readonly done: number;
  readonly made: number;
  readonly refused: number;
}

export const isDone = ({ done, chunks }: Pick<Batch, 'done' | 'chunks'>): boolean => done === chunks;

/** Lines as they are kept: so many, and so many bytes, in an item. */
export const chunked = <T>(lines: readonly T[], sizeOf: (line: T) => number): readonly (readonly T[])[] => {
  const chunks: T[][] = [];
  let size = 0;
  for (const line of lines) {
    const last = chunks.at(-1);
    const bytes = sizeOf(line);
    if (last === undefined || last.length === CHUNK_LINES || size + bytes > CHUNK_BYTES) {
      chunks.push([line]);
      size = bytes;
    } else {
      last.push(line);
      size += bytes;
    }
  }
  return chunks;
};

/** Whether all lines go into one store transaction. What a line becomes can be far longer than what it was sent as. */
export const haveRoom = <T>(lines: readonly T[], bytesOf: (line: T) => number): boolean =>
  lines.reduce((sum, line) => sum + bytesOf(line), 0) <= LINES_BYTES;

/** The payment of a line. Its id is of the batch and the line, so that it is made once, whoever makes it how often. */
export const paymentOfLine = (
  { id, tenant, maker, requestId }: Pick<Batch, 'id' | 'tenant' | 'maker' | 'requestId'>,
  line: AcceptedLine,
  now: number,
  deadline: number,
): Payment => {
  const { from, to, amount, currency, reference, metadata, runAt } = line;
  const name = `${id}/${line.line}`;
  const made = createdPayment(
    {
      id: derivedId(PAYMENT_PREFIX, tenant, 'batch', name),
      tenant,
      from,
      to,
      amount,
      currency,
      reference,
      metadata,
      maker,
      requestId,
      fingerprint: name,
    },
    now,
    deadline,
  );
  return { ...made, step: firstStep(to.rail), runAt, batch: id };
};

/** What a whole batch counts in: one count for each limit and window, of all of its lines together. */
export interface ClaimSum {
  readonly claim: Claim;
  readonly amount: bigint;
  readonly count: number;
}

export const summed = (
  all: readonly { readonly claims: readonly Claim[]; readonly amount: bigint }[],
): readonly ClaimSum[] => {
  const sums = new Map<string, ClaimSum>();
  for (const { claims, amount } of all)
    for (const claim of claims) {
      const name = `${claim.limit.id}.${claim.window}`;
      const sum = sums.get(name);
      sums.set(name, { claim, amount: (sum?.amount ?? 0n) + amount, count: (sum?.count ?? 0) + 1 });
    }
  return [...sums.values()];
};
