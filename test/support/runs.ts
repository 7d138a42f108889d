/**
 * How much of its work each property does here: 1 unless FOLIO_TEST_RUNS says less or more. Less is for a look at many mutants of the code, each
 * of which nearly any run of a property shows.
 */
const SHARE = Number(process.env.FOLIO_TEST_RUNS ?? 1);

/** Runs of a property. */
export const runs = (count: number): number => Math.max(Math.min(count, 50), Math.ceil(count * SHARE));

/** What a property has to have met in all of its runs; nothing, where it makes fewer. */
export const met = (count: number): number => (SHARE < 1 ? 0 : count);
