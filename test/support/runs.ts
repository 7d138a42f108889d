/**
 * How much of its work each property does here: 1 unless FOLIO_TEST_RUNS says less or more. Less is for a look at many mutants of the code, each
 * of which nearly any run of a property shows.
 */
const SHARE = Number(process.env.FOLIO_TEST_RUNS ?? 1);

/** Runs of a property; so many at least, where each is quick. */
export const runs = (count: number, least = 50): number => Math.max(Math.min(count, least), Math.ceil(count * SHARE));

/** The places of a list that a test goes through: all, or the first, the last and some between. */
export const placesOf = (length: number): readonly number[] => {
  const stride = SHARE < 1 ? Math.ceil(1 / SHARE) : 1;
  return Array.from({ length }, (_, place) => place).filter((place) => place % stride === 0 || place === length - 1);
};

/**
 * The seed of a property that says how often it must have met something: what random runs meet is chance, and no claim. Where it makes
 * fewer runs it claims nothing of the kind, and has another seed each time.
 */
export const COUNTED: { readonly seed?: number } = SHARE < 1 ? {} : { seed: 20_260 };

/** What a property with the seed of `COUNTED` has to have met in all of its runs; nothing, where it makes fewer. */
export const met = (count: number): number => (SHARE < 1 ? 0 : count);
