import type { Edge } from './catalog.ts';

/** What CloudFormation found of a resource when somebody last let it compare: `detect-stack-drift`. */
export type ResourceDrift = 'IN_SYNC' | 'MODIFIED' | 'DELETED';

export interface StackDrift {
  /** When it compared, in ms since the epoch; undefined where nobody ever let it. */
  readonly checkedAt: number | undefined;
  /** By logical id; what it cannot compare is missing. */
  readonly resources: ReadonlyMap<string, ResourceDrift>;
}

/** Whether what an edge was derived from is in the account as the template has it. */
export type Deployed = 'as-declared' | 'changed' | 'gone' | 'unchecked';

const WORDS = { IN_SYNC: 'as-declared', MODIFIED: 'changed', DELETED: 'gone' } as const;
const WORST_FIRST: readonly Deployed[] = ['gone', 'changed', 'unchecked', 'as-declared'];

/** @param drift by stack */
export const deployedAs = ({ evidence }: Pick<Edge, 'evidence'>, drift: ReadonlyMap<string, StackDrift>): Deployed => {
  const all = evidence.map(({ stack, logicalId }): Deployed => {
    const found = drift.get(stack)?.resources.get(logicalId);
    return found === undefined ? 'unchecked' : WORDS[found];
  });
  return WORST_FIRST.find((one) => all.includes(one)) ?? 'unchecked';
};
