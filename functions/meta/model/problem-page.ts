import { createHash } from 'node:crypto';
import type { PublishedProblem } from './api-document.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that no browser takes for markup, in an element or in a quoted attribute. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? '');

const STYLE = `
:root { color-scheme: light dark; --ink: #17211b; --soft: #5b6a61; --paper: #f6f7f4; --card: #fff; --line: #dfe4dd; --accent: #1f6f4a }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ede9; --soft: #9aa8a0; --paper: #101512; --card: #171e1a; --line: #2a342e; --accent: #6cc497 }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 2rem 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.6 ui-sans-serif, system-ui, sans-serif }
main { width: 100%; max-width: 40rem; padding: 2.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem }
.status { margin: 0; color: var(--accent); font-weight: 600; letter-spacing: .04em }
h1 { margin: .25rem 0 1rem; font-size: 1.75rem; line-height: 1.2 }
p { margin: 0 0 1rem }
dl { margin: 1.5rem 0 0; padding-top: 1.5rem; border-top: 1px solid var(--line); display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1.5rem }
dt { color: var(--soft) }
dd { margin: 0 }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere }
`;

/** Nothing but the page's own style, named by its hash, is allowed: no script, no image, no frame, no request anywhere. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'public, max-age=300',
};

const advice = ({ status, stored, retryAfterSeconds }: PublishedProblem): string => {
  if (stored) return 'No. The same Idempotency-Key gives this answer for ever; use a new key once the cause is gone.';
  if (retryAfterSeconds !== null) return `Yes, after about ${retryAfterSeconds} s, with the same Idempotency-Key.`;
  if (status >= 500) return 'Yes, with the same Idempotency-Key.';
  return 'Not as it is: correct the request first.';
};

/** The page at `/problems/<slug>`: what the problem means to a person, complete in itself. */
export const problemPage = (problem: PublishedProblem): string => {
  const [slug, title, explain] = [problem.slug, problem.title, problem.explain].map(escapeHtml);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Folio</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="status">HTTP ${problem.status}</p>
<h1>${title}</h1>
<p>${explain}</p>
<dl>
<dt>Type</dt><dd><code>/problems/${slug}</code></dd>
<dt>Retry</dt><dd>${escapeHtml(advice(problem))}</dd>
</dl>
</main>
</body>
</html>
`;
};
