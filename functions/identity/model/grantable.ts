import type { Caller } from '../../kernel/call.ts';
import { Refusal } from '../../kernel/problem.ts';
import { identityProblems } from '../contract/problems.ts';

/**
 * Refuses to hand out a scope that the caller's own token lacks. Whoever learns a client's secret holds its scopes, so this
 * guards new clients, new secrets of existing ones, and replays of both.
 */
export const assertGrantable = (caller: Caller, scopes: readonly string[]): void => {
  const held: ReadonlySet<string> = caller.scopes;
  const lacking = scopes.some((scope) => !held.has(scope));
  if (lacking) {
    throw new Refusal(
      identityProblems['scope-not-granted'],
      'Your token lacks a scope that this client holds or would hold.',
    );
  }
};
