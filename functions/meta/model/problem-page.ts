import type { PublishedProblem } from './api-document.ts';
import { escapeHtml, pageOf } from './page.ts';

const advice = ({ status, stored, retryAfterSeconds }: PublishedProblem): string => {
  if (stored) return 'No. The same Idempotency-Key gives this answer for ever; use a new key once the cause is gone.';
  if (retryAfterSeconds !== null) return `Yes, after about ${retryAfterSeconds} s, with the same Idempotency-Key.`;
  if (status >= 500) return 'Yes, with the same Idempotency-Key.';
  return 'Not as it is: correct the request first.';
};

/** The page at `/problems/<slug>`: what the problem means to a person, complete in itself. */
export const problemPage = (problem: PublishedProblem): string =>
  pageOf({
    title: escapeHtml(problem.title),
    above: `HTTP ${problem.status}`,
    text: escapeHtml(problem.explain),
    terms: [
      ['Type', `<code>/problems/${escapeHtml(problem.slug)}</code>`],
      ['Retry', escapeHtml(advice(problem))],
    ],
  });
