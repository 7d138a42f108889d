import { defineProblems } from '../../kernel/core/problem.ts';

/** What only proof refuses. */
export const proofProblems = defineProblems({
  'not-logged-yet': {
    status: 409,
    title: 'Not in the log yet',
    explain:
      'A receipt or a call is in a checkpoint of its log within some 10 seconds after it was answered. Ask again then.',
    retryAfterSeconds: 5,
  },
});
