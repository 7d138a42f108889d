import { defineProblems } from '../../kernel/core/problem.ts';

/** What only proof refuses. */
export const proofProblems = defineProblems({
  'not-logged-yet': {
    status: 409,
    title: 'Not in the log yet',
    explain: 'A receipt is in a checkpoint of the log within 10 seconds after its call was answered. Ask again then.',
    retryAfterSeconds: 5,
  },
});
