/** What a map of a large system answers: the same picture for the same numbers, without chance. */
export const LARGE = { components: 500, edges: 5_000 } as const;

const KINDS = ['calls', 'reads', 'writes', 'publishes', 'consumes'] as const;
const DOMAINS = 20;

/** Steps that share no factor with the number of parts: edges go everywhere and none is there twice. */
const STEPS = [1, 3, 7, 11, 13, 17, 19, 23, 29, 31];

/** As `GET /v1/catalog/graph` has it. */
export const largeGraph = ({ components, edges }: { readonly components: number; readonly edges: number } = LARGE) => {
  const idOf = (index: number): string => `domain${index % DOMAINS}/part-${String(index).padStart(4, '0')}`;
  const nodes = Array.from({ length: components }, (_, index) => ({
    ...{ id: idOf(index), type: 'function', domain: `domain${index % DOMAINS}`, owner: 'platform', tier: 3 },
    ...{ runbook: null, health: 'ok', parts: 0 },
  }));
  const all = Array.from({ length: edges }, (_, index) => {
    const [from, round] = [index % components, Math.floor(index / components)];
    const to =
      (from + (STEPS[round % STEPS.length] ?? 1) + STEPS.length * Math.floor(round / STEPS.length)) % components;
    return { from: idOf(from), to: idOf(to), kind: KINDS[index % KINDS.length], count: 1 };
  });
  return { nodes, edges: all, left: 0, seenAt: new Date(0).toISOString() };
};
