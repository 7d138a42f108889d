import * as z from 'zod';
import { asPromised } from '../client/answers.ts';
import { type Api, detailOf, slugOf } from '../client/api.ts';
import { ApiProblem } from '../client/problem-error.ts';

/** One transaction as it is asked for. */
export interface Asked {
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What it was answered. */
export interface ItemAnswer {
  readonly status: number;
  /** True where the key had this answer before: an earlier run got it, or an earlier line of this one. */
  readonly replayed: boolean;
  readonly problem: string;
  readonly detail: string;
}

const bulkAnswer = z.object({
  results: z.array(
    z.object({
      status: z.number(),
      problem: z.object({ type: z.string(), detail: z.string() }).optional(),
    }),
  ),
});

/** Items that others got in the way of are asked again under their keys, so often and after so long. */
const ATTEMPTS_MAX = 5;
const PAUSE_MS = 200;
const PASSING = new Set(['conflict', 'unavailable', 'too-many-requests']);

/** `0-199,201`: the places of the items whose keys had their answers before. */
const placesIn = (header: string | null): ReadonlySet<number> => {
  const places = new Set<number>();
  for (const range of (header ?? '').split(',')) {
    const [, from, to] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(range) ?? [];
    if (from === undefined) continue;
    for (let place = Number(from); place <= Number(to ?? from); place += 1) places.add(place);
  }
  return places;
};

const once = async (api: Api, batch: readonly Asked[]): Promise<readonly ItemAnswer[]> => {
  const body = { mode: 'independent', transactions: batch.map((one) => ({ ...one.body, key: one.key })) };
  const answer = await api.call({ method: 'POST', path: '/v1/transactions/bulk', body });
  // A malformed item (400) or a body that is too large (413) refuses the whole request. It is halved until each refused one has
  // one line, so that all others get answers of their own.
  const isRefused = answer.status === 400 || answer.status === 413;
  if (isRefused && batch.length > 1) {
    const half = Math.ceil(batch.length / 2);
    return [...(await once(api, batch.slice(0, half))), ...(await once(api, batch.slice(half)))];
  }
  const problem = { problem: slugOf(answer.body), detail: detailOf(answer) };
  if (isRefused) return [{ status: answer.status, replayed: false, ...problem }];
  if (answer.status !== 200) throw new ApiProblem(answer.status, problem.problem, problem.detail);
  const { results } = asPromised(bulkAnswer, { json: answer.body, told: answer.told });
  if (results.length !== batch.length) asPromised(z.never(), { json: answer.body, told: answer.told });
  const replayed = placesIn(answer.headers.get('idempotency-replayed-items'));
  return results.map((result, place) => ({
    status: result.status,
    replayed: replayed.has(place),
    problem: result.problem === undefined ? '' : slugOf(result.problem),
    detail: result.problem?.detail ?? '',
  }));
};

/** Asks for each transaction by itself, in order, and answers what each got in the end. */
export const sendBatch = async (api: Api, batch: readonly Asked[]): Promise<readonly ItemAnswer[]> => {
  const answers = [...(await once(api, batch))];
  for (let attempt = 1; attempt < ATTEMPTS_MAX; attempt += 1) {
    const open = [...batch.keys()].filter((place) => PASSING.has(answers[place]?.problem ?? ''));
    if (open.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, attempt * PAUSE_MS));
    const again = await once(
      api,
      open.flatMap((place) => batch[place] ?? []),
    );
    for (const [index, place] of open.entries()) answers[place] = again[index] ?? (answers[place] as ItemAnswer);
  }
  return answers;
};
