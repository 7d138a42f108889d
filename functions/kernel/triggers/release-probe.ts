/**
 * What a task or a schedule is asked before a version of it takes over. It can be asked nothing else without an effect: an API has its
 * health, a queue or a stream an empty batch.
 */
export const RELEASE_PROBE = { folio: 'release-probe' } as const;

/** That the version is loaded, has its environment, and answers. */
export const RELEASE_PROBE_ANSWER = { folio: 'well' } as const;

/** Exactly the question: a payload that says more is work, or is refused. */
export const isReleaseProbe = (event: unknown): boolean =>
  typeof event === 'object' &&
  event !== null &&
  'folio' in event &&
  event.folio === RELEASE_PROBE.folio &&
  Object.keys(event).length === 1;
