import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { HOME_PAGE } from '../../../functions/meta/model/home-page.ts';
import { escapeHtml, PAGE_HEADERS } from '../../../functions/meta/model/page.ts';
import { problemPage } from '../../../functions/meta/model/problem-page.ts';

const problem = {
  slug: 'insufficient-funds',
  status: 422,
  title: 'Insufficient funds',
  explain: 'The account holds less than this.',
  stored: true,
  retryAfterSeconds: null,
};

describe('the page of a problem', () => {
  test('tells status, title, meaning, type and whether to try again', () => {
    const page = problemPage(problem);
    for (const part of ['HTTP 422', '<h1>Insufficient funds</h1>', problem.explain, '/problems/insufficient-funds']) {
      expect(page).toContain(part);
    }
    expect(page).toContain('gives this answer for ever');
    expect(problemPage({ ...problem, stored: false, retryAfterSeconds: 2 })).toContain('after about 2 s');
    expect(problemPage({ ...problem, stored: false })).toContain('correct the request');
    expect(problemPage({ ...problem, stored: false, status: 500 })).toContain('Yes, with the same');
  });

  test('allows nothing but its own style, which the policy names by its hash', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(problemPage(problem))?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(PAGE_HEADERS['content-security-policy']).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
    expect(problemPage(problem)).not.toMatch(/<script|<img|<link|src=|href=|url\(|@import|style="/);
  });

  test('no text becomes markup', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant(`<script>alert('"&')</script>`)), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']/);
        const page = problemPage({ ...problem, title: text, explain: text });
        expect(page.match(/</g)).toHaveLength(
          problemPage({ ...problem, title: '', explain: '' }).match(/</g)?.length ?? 0,
        );
      }),
    );
  });
});

describe('the page at the root', () => {
  test('leads to the document, to health and to a problem, and nowhere outside of the API', () => {
    const links = [...HOME_PAGE.matchAll(/href="([^"]*)"/g)].map(([, path]) => path);
    expect(links).toEqual(['/v1/openapi.json', '/v1/health', '/problems/insufficient-funds']);
  });

  test('has the style that the policy names, and nothing that it forbids', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(HOME_PAGE)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(PAGE_HEADERS['content-security-policy']).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
    expect(HOME_PAGE).not.toMatch(/<script|<img|<link|src=|url\(|@import|style="/);
  });
});
