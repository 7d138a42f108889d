import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { assert } from '../../../kernel/core/assert.ts';
import { type Reply, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { isUnchanged } from '../../../kernel/http/if-none-match.ts';
import { healthRoute } from '../../../kernel/http/outcomes.ts';
import { getConsole, getConsoleFile } from '../../contract/console-api.ts';
import type { ConsoleSignIn } from '../../env.ts';
import { acceptsGzip } from '../../model/accepts-gzip.ts';

/** The page itself, of which everything else is named. */
export const PAGE = 'index.html';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

const originsOf = (signIn: ConsoleSignIn | undefined): readonly string[] =>
  signIn === undefined
    ? []
    : [...new Set([signIn.issuer, signIn.tokenOrigin ?? signIn.issuer].map((url) => new URL(url).origin))];

/**
 * Scripts, styles and requests of the own origin and nothing else: no inline code, no foreign address, no frame, no form that goes anywhere,
 * and no text that becomes markup. Where people sign in at an outside issuer, requests to that one too.
 */
const policyOf = (signIn: ConsoleSignIn | undefined): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    ['connect-src', "'self'", ...originsOf(signIn)].join(' '),
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

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '"': '&quot;', '<': '&lt;' };
const NO_ISSUER = '<meta name="folio-issuer" content="">';

/** The page with where people sign in, as text of an attribute. */
const told = (page: string, signIn: ConsoleSignIn | undefined): string => {
  if (signIn === undefined) return page;
  const { tokenOrigin: _, ...settings } = signIn;
  const text = JSON.stringify(settings).replaceAll(/[&"<]/g, (one) => ESCAPED[one] ?? '');
  assert(page.includes(NO_ISSUER), 'the page has a place for its issuer');
  return page.replace(NO_ISSUER, () => NO_ISSUER.replace('""', () => `"${text}"`));
};

const served = (name: string, text: string, policy: string): Served => {
  const plain = Buffer.from(text);
  return {
    plain,
    packed: gzipSync(plain, { level: 9 }),
    headers: {
      'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain; charset=utf-8',
      'content-security-policy': policy,
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
export const build = (files: Readonly<Record<string, string>>, deps: HttpDeps, signIn?: ConsoleSignIn) => {
  const policy = policyOf(signIn);
  const ready = new Map(
    Object.entries(files).map(([name, text]) => [
      name,
      served(name, name === PAGE ? told(text, signIn) : text, policy),
    ]),
  );
  const answer = (name: string, headers: Readonly<Record<string, string | undefined>>): Reply => {
    const file = ready.get(name);
    if (file === undefined) throw new Refusal(common['not-found'], 'The console has no such file.');
    if (isUnchanged(headers['if-none-match'], file.headers.etag ?? '')) return { status: 304, headers: file.headers };
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
