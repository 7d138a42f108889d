import * as z from 'zod';
import { asPromised } from '../client/answers.ts';
import type { Api } from '../client/api.ts';
import { detailOf, slugOf } from '../client/api.ts';
import { ApiProblem } from '../client/problem-error.ts';

const outcome = z.object({ status: z.number() });

/** The status that a key was answered with, for ever; undefined for one that has no answer yet. */
export const keyOutcome = async (api: Api, operation: string, key: string): Promise<number | undefined> => {
  const query = new URLSearchParams({ operation, key });
  const answer = await api.call({ method: 'GET', path: `/v1/outcomes?${query}` });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw new ApiProblem(answer.status, slugOf(answer.body), detailOf(answer));
  return asPromised(outcome, { json: answer.body, told: answer.told }).status;
};
