/** What a map of a large system answers: the same picture for the same numbers, without chance. */
export const LARGE = { components: 500, edges: 5_000 } as const;

const KINDS = ['calls', 'reads', 'writes', 'publishes', 'consumes'] as const;
const DOMAINS = 20;

/** As deep as systems are: who needs stands before what it needs, and the picture is no chain. */
const LAYERS = 10;
/** Shares no factor with the number of parts in a layer: no edge is there twice. */
const STEP = 3;

/** As `GET /v1/catalog/graph` has it. */
export const largeGraph = ({ components, edges }: { readonly components: number; readonly edges: number } = LARGE) => {
  const idOf = (index: number): string => `domain${index % DOMAINS}/part-${String(index).padStart(4, '0')}`;
  const nodes = Array.from({ length: components }, (_, index) => ({
    ...{ id: idOf(index), type: 'function', domain: `domain${index % DOMAINS}`, owner: 'platform', tier: 3 },
    ...{ runbook: null, health: 'ok', parts: 0 },
  }));
  const wide = Math.floor(components / LAYERS);
  const needing = wide * (LAYERS - 1);
  const all = Array.from({ length: edges }, (_, index) => {
    const [from, round] = [index % needing, Math.floor(index / needing)];
    const layer = Math.floor(from / wide);
    const below = layer + 1 + (round % (LAYERS - 1 - layer));
    const to = below * wide + ((from + STEP * round) % wide);
    return { from: idOf(from), to: idOf(to), kind: KINDS[index % KINDS.length], count: 1 };
  });
  return { nodes, edges: all, left: 0, seenAt: new Date(0).toISOString() };
};
