/**
 * Whether a request comes from a page of this API itself, or from no page at all. Browsers send the origin with every request that is not a
 * plain read (Fetch standard, section 3.2), and no script can change it.
 */
export const isOwnOrigin = (origin: string | undefined, hosts: readonly (string | undefined)[]): boolean => {
  if (origin === undefined) return true;
  return URL.canParse(origin) && hosts.includes(new URL(origin).host);
};
