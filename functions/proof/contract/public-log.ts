import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';

const note = z.string().meta({ contentMediaType: 'text/plain' });
const bytes = z.string().meta({ contentMediaType: 'application/octet-stream' });

const level = z.string().regex(/^(?:[0-4]|entries)$/);
/** A group of three digits of a tile's number; the last one may say how wide a partial tile is. */
const group = z.string().regex(/^(?:x?[0-9]{3}(?:\.p)?|[1-9][0-9]{0,2})$/);

/** How the calls of one public log are named. */
interface Ids {
  readonly key: string;
  readonly checkpoint: string;
  readonly checkpointAt: string;
  readonly tiles: readonly [string, string, string, string];
}

/** Numbers of tiles are up to nine digits and a width: up to four segments. API Gateway has a route for each. */
const tile = <const P extends z.ZodRawShape>(root: `/${string}`, operationId: string, parts: P) =>
  defineOperation({
    operationId,
    method: 'GET',
    path: `${root}/tile/{level}${Object.keys(parts)
      .map((part) => `/{${part}}`)
      .join('')}`,
    summary: 'A tile of hashes, or with the level `entries` a bundle of entries: C2SP tlog-tiles.',
    description: 'It never changes.',
    scopes: [],
    params: z.strictObject({ level, ...parts }),
    idempotency: 'none',
    replies: { 200: bytes },
    problems: [],
  });

/** What anybody reads of a log, below its root: C2SP tlog-tiles. @param what the log is called in a sentence */
export const publicLog = (root: `/${string}`, what: string, ids: Ids) => ({
  key: defineOperation({
    operationId: ids.key,
    method: 'GET',
    path: `${root}/key`,
    summary: `The public key of the ${what}, as a verifier key of C2SP signed notes.`,
    scopes: [],
    idempotency: 'none',
    replies: { 200: note },
    problems: [],
  }),
  checkpoint: defineOperation({
    operationId: ids.checkpoint,
    method: 'GET',
    path: `${root}/checkpoint`,
    summary: `The newest checkpoint of the ${what}: C2SP tlog-checkpoint.`,
    scopes: [],
    idempotency: 'none',
    replies: { 200: note },
    problems: [common['not-found']],
  }),
  checkpointAt: defineOperation({
    operationId: ids.checkpointAt,
    method: 'GET',
    path: `${root}/checkpoint/{size}`,
    summary: 'The newest checkpoint of at most this size.',
    description: 'Earlier checkpoints are kept for ever. Each is consistent with all before it.',
    scopes: [],
    params: z.strictObject({ size: z.string().regex(/^[1-9][0-9]{0,12}$/) }),
    idempotency: 'none',
    replies: { 200: note },
    problems: [],
  }),
  tile: tile(root, ids.tiles[0], { a: group }),
  tileOfTwo: tile(root, ids.tiles[1], { a: group, b: group }),
  tileOfThree: tile(root, ids.tiles[2], { a: group, b: group, c: group }),
  tileOfFour: tile(root, ids.tiles[3], { a: group, b: group, c: group, d: group }),
});

export type PublicLog = ReturnType<typeof publicLog>;

export const operationsOf = (log: PublicLog) =>
  [
    ...[log.key, log.checkpoint, log.checkpointAt],
    ...[log.tile, log.tileOfTwo, log.tileOfThree, log.tileOfFour],
  ] as const;
