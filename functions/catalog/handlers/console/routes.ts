import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { type Reply, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import { getConsole, getConsoleFile } from '../../contract/console-api.ts';
import { acceptsGzip } from '../../model/accepts-gzip.ts';

/** The page itself, of which everything else is named. */
export const PAGE = 'index.html';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

/**
 * Scripts, styles and requests of the own origin and nothing else: no inline code, no foreign address, no frame, no form that goes anywhere,
 * and no text that becomes markup.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

interface Served {
  readonly plain: Uint8Array;
  readonly packed: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

const served = (name: string, text: string): Served => {
  const plain = Buffer.from(text);
  return {
    plain,
    packed: gzipSync(plain, { level: 9 }),
    headers: {
      'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain; charset=utf-8',
      'content-security-policy': POLICY,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      // Asked for again each time, and answered 304: after a rollback nobody sees the files of before.
      'cache-control': 'no-cache',
      etag: `"${createHash('sha256').update(plain).digest('base64url')}"`,
      vary: 'accept-encoding',
    },
  };
};

/** The console's files, packed once. @param files name -> text */
export const build = (files: Readonly<Record<string, string>>, deps: HttpDeps) => {
  const ready = new Map(Object.entries(files).map(([name, text]) => [name, served(name, text)]));
  const answer = (name: string, headers: Readonly<Record<string, string | undefined>>): Reply => {
    const file = ready.get(name);
    if (file === undefined) throw new Refusal(common['not-found'], 'The console has no such file.');
    const known = headers['if-none-match']
      ?.split(',')
      .some((tag) => tag.trim().replace(/^W\//, '') === file.headers.etag);
    if (known === true) return { status: 304, headers: file.headers };
    if (!acceptsGzip(headers['accept-encoding'])) return { status: 200, body: file.plain, headers: file.headers };
    return { status: 200, body: file.packed, headers: { ...file.headers, 'content-encoding': 'gzip' } };
  };
  return http({
    domain: 'catalog',
    routes: [
      route(getConsole, async ({ headers }) => answer(PAGE, headers)),
      route(getConsoleFile, async ({ headers, params }) => answer(params.file, headers)),
      healthRoute(deps.codeVersion),
    ],
    deps,
  });
};
