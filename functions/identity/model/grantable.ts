import type { Caller } from '../../kernel/core/call.ts';
import { common } from '../../kernel/core/common-problems.ts';
import { Refusal } from '../../kernel/core/problem.ts';
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

/**
 * Refuses a scope that no domain of the deployment has. Asked when a client is made and not of a repeat, whose answer stands: a
 * later release, rolled back by now, may have known the scope.
 */
export const assertListed = (listed: readonly string[], scopes: readonly string[]): void => {
  const detail = `Invalid option: expected one of ${listed.map((scope) => `"${scope}"`).join('|')}`;
  const faults = [...scopes.entries()].filter(([, scope]) => !listed.includes(scope));
  if (faults.length === 0) return;
  throw new Refusal(
    common.schema,
    detail,
    faults.map(([index]) => ({ pointer: `/scopes/${index}`, detail })),
  );
};
