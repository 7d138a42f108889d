import type { InvokeResult } from '../lambda/functions.ts';

/** What a run made of its batch. */
export type Outcome =
  | { readonly kind: 'done' }
  /** Everything from this place on is to be delivered again. */
  | { readonly kind: 'from'; readonly index: number }
  | { readonly kind: 'failed' };

const DONE: Outcome = { kind: 'done' };
const FAILED: Outcome = { kind: 'failed' };

/** The item identifiers of a partial batch response; undefined when the response is not one that Lambda accepts. */
export const failedItems = (payload: string): readonly string[] | undefined => {
  if (payload === '' || payload === 'null') return [];
  let response: unknown;
  try {
    response = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (response === null || typeof response !== 'object') return undefined;
  const failures = (response as { readonly batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return undefined;
  const ids = failures.map((each: { readonly itemIdentifier?: unknown } | null) => each?.itemIdentifier);
  return ids.every((id): id is string => typeof id === 'string' && id !== '') ? ids : undefined;
};

/**
 * Reads a run's answer by Lambda's rules: an error, an unknown or an empty identifier fails the whole batch; else the lowest
 * failed sequence number is where to go on from.
 */
export const readOutcome = (result: InvokeResult, sequences: readonly string[], partial: boolean): Outcome => {
  if (result.functionError !== undefined) return FAILED;
  if (!partial) return DONE;
  const failed = failedItems(result.payload);
  if (failed === undefined) return FAILED;
  if (failed.length === 0) return DONE;
  const places = failed.map((id) => sequences.indexOf(id));
  return places.includes(-1) ? FAILED : { kind: 'from', index: Math.min(...places) };
};
