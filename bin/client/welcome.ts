import { folio, onData } from './hints.ts';
import type { LocalFile } from './target.ts';

/** What `folio start` says once it is ready; every command in it can be pasted as it stands, in any folder. */
export const welcome = ({ url, readyMs }: LocalFile, data: string): string => {
  const on = onData(data);
  return `
Folio is ready at ${url} (in ${(readyMs / 1000).toFixed(1)} s). Ctrl-C stops it; the data stays.

See it in a browser: ${url}/console (sign in with what ${folio('console', ...on)} prints).

In another terminal, open an account and move the first money:

  TOKEN=$(${folio('token', ...on)})
  curl -s ${url}/v1/accounts -H "authorization: Bearer $TOKEN" -H "content-type: application/json" \\
    -H "idempotency-key: first-account" -d '{"id":"alice","currency":"USD"}'
  curl -s ${url}/v1/transactions -H "authorization: Bearer $TOKEN" -H "content-type: application/json" \\
    -H "idempotency-key: first-money" -d '{"currency":"USD","postings":[{"from":"@world","to":"alice","amount":"1050"}]}'
  curl -s ${url}/v1/accounts/alice -H "authorization: Bearer $TOKEN"

A token lives for 15 minutes: ask for the next one in the same way. Credentials for an app of yours: ${folio('client', ...on)}
Or watch it at work: ${folio('demo', ...on)}. The whole API: ${url}/v1/openapi.json`;
};
