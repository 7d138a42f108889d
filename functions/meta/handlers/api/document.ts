import { createHash } from 'node:crypto';
import { type Route, route } from '../../../kernel/core/call.ts';
import { getOpenApi } from '../../contract/api.ts';
import type { MetaDeps } from '../deps.ts';

/** RFC 9110, section 13.1.2: a list of tags, weak comparison, or `*`. */
const matches = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag));

/** `GET /v1/openapi.json`: the document that was bundled at synthesis; it changes with a release only. */
export const documentRoute = ({ documentText }: Pick<MetaDeps, 'documentText'>): Route<typeof getOpenApi> => {
  const etag = `"${createHash('sha256').update(documentText).digest('base64url')}"`;
  const headers = { etag, 'cache-control': 'public, max-age=60' };
  return route(getOpenApi, async (call) =>
    matches(call.headers['if-none-match'], etag)
      ? { status: 304, headers }
      : { status: 200, body: documentText, headers: { ...headers, 'content-type': 'application/json' } },
  );
};
