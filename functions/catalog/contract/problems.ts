import { defineProblems } from '../../kernel/core/problem.ts';

/** What only the catalog refuses. */
export const catalogProblems = defineProblems({
  'releases-not-operated': {
    status: 409,
    title: 'Releases are not changed by the API here',
    explain:
      'This stage has not switched it on. Use the command folio release, or deploy with the context folio:console-operates=true.',
  },
  'release-refused': {
    status: 409,
    title: 'The release is not changed',
    explain:
      'The detail says why, and what can be done instead. GET /v1/releases/{domain} shows how the releases of a domain stand.',
  },
  'foreign-origin': {
    status: 403,
    title: 'Not from this page',
    explain:
      'A browser sent this for a page of another origin. Releases are changed from the console of this API, or by a program.',
  },
});
