import { defineProblems } from '../../kernel/problem.ts';

/** What only identity refuses. The token endpoint has RFC 6749's own form of errors instead. */
export const identityProblems = defineProblems({
  'scope-not-granted': {
    status: 403,
    title: 'Scope not yours to grant',
    explain:
      'A client can hand out no scope that its own token lacks, neither in a new client nor by the new secret of one that has more. Use a token with these scopes, or ask for fewer.',
  },
  'client-deleted': {
    status: 403,
    title: 'The calling client was deleted',
    explain: 'The client that this token was issued to has been deleted, so it manages clients no longer.',
  },
});
