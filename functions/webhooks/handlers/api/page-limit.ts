/** A page has 25 objects unless asked otherwise, and at most 100. */
const DEFAULT_LIMIT = 25;

/** The checked `limit` of a list's query as a number. */
export const pageLimit = ({ limit }: { readonly limit?: string | undefined }): number =>
  limit === undefined ? DEFAULT_LIMIT : Number(limit);
