import { type Reply, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import type { Operation, ParamsOf } from '../../../kernel/core/operation.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import type { AnyRoute } from '../../../kernel/http/http-router.ts';
import { callsPublicLog } from '../../contract/access-log.ts';
import { receiptsPublicLog } from '../../contract/api.ts';
import type { PublicLog } from '../../contract/public-log.ts';
import type { LogKey } from '../../kms/log-key.ts';
import { HASH_BYTES } from '../../model/merkle/hashing.ts';
import { readTilePath } from '../../model/merkle/tiles.ts';
import { verifierText } from '../../model/note/signed-note.ts';
import { entryBundle } from '../../model/receipt/log-entry.ts';
import { findCheckpoint } from '../../store/queries/checkpoints.ts';
import { readBundle, readTile } from '../../store/queries/tiles.ts';
import { callLog, type LogStore, receiptLog } from '../../store/table/log-store.ts';
import type { ProofDeps } from './deps.ts';

const TEXT = 'text/plain; charset=utf-8';
/** Of what never changes: RFC 8246. */
const FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' };
/** A checkpoint is followed by the next within 10 s. */
const A_MOMENT = { 'cache-control': 'public, max-age=5' };

const notThere = () => new Refusal(common['not-found'], 'The log has nothing under this path.');

/** A log as anybody is shown it. */
interface Shown {
  readonly store: LogStore;
  readonly key: LogKey;
}

const verifierKey = async ({ key }: Shown): Promise<Reply> => ({
  status: 200,
  body: `${verifierText(await key.verifier())}\n`,
  headers: { 'content-type': TEXT, 'cache-control': 'public, max-age=300' },
});

const checkpoint = async ({ store }: Shown): Promise<Reply> => {
  const newest = await findCheckpoint(store);
  if (newest === undefined) throw notThere();
  return { status: 200, body: newest.note, headers: { 'content-type': TEXT, ...A_MOMENT } };
};

/** What comes later is larger, so the answer stays. */
const checkpointAt = async ({ store }: Shown, size: number): Promise<Reply> => {
  const [newest, asked] = await Promise.all([findCheckpoint(store), findCheckpoint(store, size)]);
  if (newest === undefined || asked === undefined || newest.size < size) throw notThere();
  return { status: 200, body: asked.note, headers: { 'content-type': TEXT, ...FOR_EVER } };
};

/** What stands behind the newest checkpoint is final too: nothing is taken back once it is appended. */
const tile = async ({ store }: Shown, level: string, path: string): Promise<Reply> => {
  const name = readTilePath(level, path);
  if (name === undefined) throw notThere();
  const { index, width } = name;
  const headers = { 'content-type': 'application/octet-stream', ...FOR_EVER };
  if (name.level === 'entries') {
    const entries = await readBundle(store, index);
    if (entries.length < width) throw notThere();
    return { status: 200, body: entryBundle(entries.slice(0, width)), headers };
  }
  const hashes = await readTile(store, name.level, index);
  if (hashes.length < width * HASH_BYTES) throw notThere();
  return { status: 200, body: hashes.subarray(0, width * HASH_BYTES), headers };
};

/** The calls of one public log; those of tiles by how many segments the number of the tile has. */
const routesOf = (deps: ProofDeps, of: PublicLog, shown: (deps: ProofDeps) => Shown): readonly AnyRoute[] => {
  const mount = <O extends Operation>(operation: O, answer: (log: Shown, params: ParamsOf<O>) => Promise<Reply>) =>
    callScopedStore(deps, (own) => route(operation, ({ params }) => answer(shown(own), params)));
  return [
    mount(of.key, verifierKey),
    mount(of.checkpoint, checkpoint),
    mount(of.checkpointAt, (log, { size }) => checkpointAt(log, Number(size))),
    mount(of.tile, (log, { level, a }) => tile(log, level, a)),
    mount(of.tileOfTwo, (log, { level, a, b }) => tile(log, level, `${a}/${b}`)),
    mount(of.tileOfThree, (log, { level, a, b, c }) => tile(log, level, `${a}/${b}/${c}`)),
    mount(of.tileOfFour, (log, { level, a, b, c, d }) => tile(log, level, `${a}/${b}/${c}/${d}`)),
  ];
};

/** Both logs, as they are shown to all. */
export const publicLogRoutes = (deps: ProofDeps): readonly AnyRoute[] => [
  ...routesOf(deps, receiptsPublicLog, (own) => ({ store: receiptLog(own), key: own.key })),
  ...routesOf(deps, callsPublicLog, (own) => ({ store: callLog(own), key: own.callKey })),
];
