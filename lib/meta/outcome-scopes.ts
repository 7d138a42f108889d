import type { Domain } from '../../functions/kernel/core/domain.ts';
import type { Operation, Scope } from '../../functions/kernel/core/operation.ts';
import { getOutcome } from '../../functions/meta/contract/api.ts';
import { scopesOf } from '../platform/scopes.ts';

type Showing = Pick<Domain, 'name' | 'scopes' | 'outcomes'>;

/** The scopes by which the domains show what became of a key. Which of them counts, the owner of the operation asked for checks. */
export const outcomeScopes = (domains: readonly Showing[]): readonly Scope[] => {
  const shown = new Set(domains.map(({ outcomes }) => outcomes));
  return scopesOf(domains).filter((scope) => shown.has(scope));
};

/** Operations as they are deployed beside these domains: `getOutcome` is open to all whose outcomes it can fetch. */
export const withOutcomeScopes = (
  operations: readonly Operation[],
  domains: readonly Showing[],
): readonly Operation[] =>
  operations.map((operation) =>
    operation.operationId === getOutcome.operationId ? { ...operation, scopes: outcomeScopes(domains) } : operation,
  );
