import { pageOf } from './page.ts';

const link = (path: string): string => `<a href="${path}"><code>${path}</code></a>`;

/** The page at `/`, for whoever opens the printed address in a browser: where the API explains itself. It says nothing of who asks. */
export const HOME_PAGE = pageOf({
  title: 'Folio',
  above: 'This is the API of Folio',
  text: 'A double-entry ledger, with signed webhooks. It is called by programs, with a token; here is where to begin.',
  terms: [
    ['Every call', link('/v1/openapi.json')],
    ['Is it well?', link('/v1/health')],
    [
      'A token',
      '<code>POST /oauth/token</code>, by client credentials; on your own machine <code>./folio token</code>',
    ],
    ['An error', `its <code>type</code> is a page, such as ${link('/problems/insufficient-funds')}`],
    ['The guide', '<code>docs/guide/README.md</code> in the checkout, first transfer to webhooks'],
  ],
});
