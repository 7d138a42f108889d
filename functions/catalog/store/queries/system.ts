import { together } from '../../../kernel/core/parallel.ts';
import type { Clock } from '../../../kernel/core/ports.ts';
import type { Declarations } from '../../contract/declarations.ts';
import { buildCatalog } from '../../model/build-catalog.ts';
import { type Graph, graphOf } from '../../model/graph.ts';
import { asTemplate, type StackTemplate } from '../../model/template.ts';
import { shared } from './shared.ts';
import type { Stacks } from './stacks.ts';

/** For so long nobody asks CloudFormation again whether something was deployed. */
const FRESH_MS = 10_000;
const FAILED_MS = 1_000;

/** Of a stack's status, at the beginning of its stamp. */
const UNDER_WAY = /^\w+_IN_PROGRESS\b/;

/** The system as CloudFormation holds it. */
export interface System {
  readonly graph: Graph;
  /** Stack -> logical id -> physical id. */
  readonly physicalIds: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Another one for each other system, in one line. */
  readonly mark: string;
  /** No stack is being deployed. */
  readonly settled: boolean;
  /** When CloudFormation was asked, in ms since the epoch. */
  readonly seenAt: number;
}

interface Held {
  readonly stamp: string;
  readonly template: StackTemplate;
  readonly physicalIds: ReadonlyMap<string, string>;
}

export interface SystemSource {
  readonly stacks: Stacks;
  readonly names: readonly string[];
  readonly declared: Declarations;
  readonly clock: Clock;
}

/**
 * Reads the system; callers share one reading while it is fresh, and only stacks that were deployed since are read anew. What is not there
 * (a stack that was not deployed yet) has no components. Where CloudFormation does not answer, the reading fails, and a call of a
 * second later tries again: an old picture is never passed off as the present one.
 */
export const systemOf = ({ stacks, names, declared, clock }: SystemSource): (() => Promise<System>) => {
  const held = new Map<string, Held>();
  let built: Pick<System, 'mark' | 'graph' | 'physicalIds'> | undefined;
  const readStack = async (stack: string): Promise<void> => {
    const stamp = await stacks.stamp(stack);
    if (stamp === undefined) held.delete(stack);
    if (stamp === undefined || held.get(stack)?.stamp === stamp) return;
    const [template, physicalIds] = await together<[unknown, ReadonlyMap<string, string>]>([
      stacks.template(stack),
      stacks.physicalIds(stack),
    ]);
    held.set(stack, { stamp, template: { stack, template: asTemplate(template) }, physicalIds });
  };
  const read = async (): Promise<System> => {
    const seenAt = clock.now();
    await together(names.map(readStack));
    const present = [...held.entries()].sort(([a], [b]) => (a < b ? -1 : 1));
    const mark = present.map(([stack, { stamp }]) => `${stack} ${stamp}`).join(', ');
    if (built?.mark !== mark) {
      const templates = present.map(([, { template }]) => template);
      const physicalIds = new Map(present.map(([stack, one]) => [stack, one.physicalIds]));
      built = { mark, graph: graphOf(buildCatalog(templates, declared)), physicalIds };
    }
    const settled = present.every(([, { stamp }]) => !UNDER_WAY.test(stamp));
    return { ...built, settled, seenAt };
  };
  return shared(clock, { freshMs: FRESH_MS, failedMs: FAILED_MS }, read);
};
