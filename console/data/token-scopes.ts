const claimsIn = (token: string): Readonly<Record<string, unknown>> => {
  try {
    const [, payload = ''] = token.split('.');
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof claims === 'object' && claims !== null ? (claims as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {}; // an issuer may give tokens that only the API reads
  }
};

/** What a token says that it is good for, without an issuer's prefix: which buttons are shown. What it may is the API's to say. */
export const scopesIn = (token: string): ReadonlySet<string> => {
  const { scope, scp } = claimsIn(token);
  const named = [scope, scp].flat().flatMap((one) => (typeof one === 'string' ? one.split(' ') : []));
  return new Set(named.map((one) => one.slice(one.lastIndexOf('/') + 1)).filter((one) => one !== ''));
};
