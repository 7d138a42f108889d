import { defineProblems } from '../../kernel/core/problem.ts';

/** What only identity refuses. The token endpoint has RFC 6749's own form of errors instead. */
export const identityProblems = defineProblems({
  'scope-not-granted': {
    status: 403,
    title: 'Scope not yours to grant',
    explain:
      'A client can hand out no scope that its own token lacks, neither in a new client nor by the new secret of one that has more. Use a token with these scopes, or ask for fewer.',
  },
  'client-limit': {
    status: 422,
    title: 'Too many clients',
    explain: 'A tenant has at most 200 clients. Delete one that is no longer used, then send the same request again.',
  },
  'client-deleted': {
    status: 403,
    title: 'The calling client was deleted',
    explain: 'The client that this token was issued to has been deleted, so it manages clients no longer.',
  },
  'secret-rotated': {
    status: 403,
    title: 'The token is of an earlier secret',
    explain:
      'The client of this token has a new secret since then, so the token manages clients no longer, during an overlap too. Get a token with the present secret, and try again.',
  },
});
