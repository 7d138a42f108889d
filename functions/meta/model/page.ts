import { createHash } from 'node:crypto';

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
a { color: var(--accent) }
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

/** What a page says; each part is markup already, its texts escaped. */
export interface Page {
  readonly title: string;
  readonly above: string;
  readonly text: string;
  /** Terms and what they are. */
  readonly terms: readonly (readonly [string, string])[];
}

/** A page for a person, complete in itself. */
export const pageOf = ({ title, above, text, terms }: Page): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Folio</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p class="status">${above}</p>
<h1>${title}</h1>
<p>${text}</p>
<dl>
${terms.map(([term, says]) => `<dt>${term}</dt><dd>${says}</dd>`).join('\n')}
</dl>
</main>
</body>
</html>
`;
