import { createHash } from 'node:crypto';
import { type Route, route } from '../../../kernel/core/call.ts';
import { isUnchanged } from '../../../kernel/http/if-none-match.ts';
import { getOpenApi } from '../../contract/api.ts';
import type { MetaDeps } from '../deps.ts';

/** `GET /v1/openapi.json`: the document that was bundled at synthesis; it changes with a release only. */
export const documentRoute = ({ documentText }: Pick<MetaDeps, 'documentText'>): Route<typeof getOpenApi> => {
  const etag = `"${createHash('sha256').update(documentText).digest('base64url')}"`;
  const headers = { etag, 'cache-control': 'public, max-age=60' };
  return route(getOpenApi, async (call) =>
    isUnchanged(call.headers['if-none-match'], etag)
      ? { status: 304, headers }
      : { status: 200, body: documentText, headers: { ...headers, 'content-type': 'application/json' } },
  );
};
