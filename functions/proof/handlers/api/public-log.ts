import { type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import {
  getCheckpoint,
  getCheckpointAt,
  getTile,
  getTileOfFour,
  getTileOfThree,
  getTileOfTwo,
  getVerifierKey,
} from '../../contract/api.ts';
import { HASH_BYTES } from '../../model/merkle/hashing.ts';
import { readTilePath } from '../../model/merkle/tiles.ts';
import { verifierText } from '../../model/note/signed-note.ts';
import { entryBundle } from '../../model/receipt/log-entry.ts';
import { findCheckpoint } from '../../store/queries/checkpoints.ts';
import { readBundle, readTile } from '../../store/queries/tiles.ts';
import type { ProofDeps } from './deps.ts';

const TEXT = 'text/plain; charset=utf-8';
/** Of what never changes: RFC 8246. */
const FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' };
/** A checkpoint is followed by the next within 10 s. */
const A_MOMENT = { 'cache-control': 'public, max-age=5' };

const notThere = () => new Refusal(common['not-found'], 'The log has nothing under this path.');

/** `GET /.well-known/folio-log/key`. */
export const verifierKeyRoute = ({ key }: ProofDeps): Route<typeof getVerifierKey> =>
  route(getVerifierKey, async () => ({
    status: 200,
    body: `${verifierText(await key.verifier())}\n`,
    headers: { 'content-type': TEXT, 'cache-control': 'public, max-age=300' },
  }));

/** `GET /.well-known/folio-log/checkpoint`. */
export const checkpointRoute = (deps: ProofDeps): Route<typeof getCheckpoint> =>
  route(getCheckpoint, async () => {
    const newest = await findCheckpoint(deps);
    if (newest === undefined) throw notThere();
    return { status: 200, body: newest.note, headers: { 'content-type': TEXT, ...A_MOMENT } };
  });

/** `GET /.well-known/folio-log/checkpoint/{size}`: what comes later is larger, so the answer stays. */
export const checkpointAtRoute = (deps: ProofDeps): Route<typeof getCheckpointAt> =>
  route(getCheckpointAt, async ({ params }) => {
    const [newest, asked] = await Promise.all([findCheckpoint(deps), findCheckpoint(deps, Number(params.size))]);
    if (newest === undefined || asked === undefined || newest.size < Number(params.size)) throw notThere();
    return { status: 200, body: asked.note, headers: { 'content-type': TEXT, ...FOR_EVER } };
  });

/** What stands behind the newest checkpoint is final too: nothing is taken back once it is appended. */
const tile = async (deps: ProofDeps, level: string, path: string): Promise<Reply> => {
  const name = readTilePath(level, path);
  if (name === undefined) throw notThere();
  const { index, width } = name;
  const headers = { 'content-type': 'application/octet-stream', ...FOR_EVER };
  if (name.level === 'entries') {
    const entries = await readBundle(deps, index);
    if (entries.length < width) throw notThere();
    return { status: 200, body: entryBundle(entries.slice(0, width)), headers };
  }
  const hashes = await readTile(deps, name.level, index);
  if (hashes.length < width * HASH_BYTES) throw notThere();
  return { status: 200, body: hashes.subarray(0, width * HASH_BYTES), headers };
};

/** `GET /.well-known/folio-log/tile/...`, by how many segments the number of the tile has. */
export const tileRoutes = [
  (deps: ProofDeps): Route<typeof getTile> => route(getTile, ({ params: { level, a } }) => tile(deps, level, a)),
  (deps: ProofDeps): Route<typeof getTileOfTwo> =>
    route(getTileOfTwo, ({ params: { level, a, b } }) => tile(deps, level, `${a}/${b}`)),
  (deps: ProofDeps): Route<typeof getTileOfThree> =>
    route(getTileOfThree, ({ params: { level, a, b, c } }) => tile(deps, level, `${a}/${b}/${c}`)),
  (deps: ProofDeps): Route<typeof getTileOfFour> =>
    route(getTileOfFour, ({ params: { level, a, b, c, d } }) => tile(deps, level, `${a}/${b}/${c}/${d}`)),
] as const;
