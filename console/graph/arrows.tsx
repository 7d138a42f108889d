import type { GraphAnswer } from '../data/shapes.ts';
import { kindWords } from './kinds.ts';
import type { Layout, Placed, Size } from './layout.ts';

/** All arrows between the same two, in the same direction, as one. */
export interface Bundle {
  readonly from: string;
  readonly to: string;
  readonly says: string;
  readonly count: number;
}

export const bundlesOf = ({ edges }: Pick<GraphAnswer, 'edges'>): readonly Bundle[] =>
  [...Map.groupBy(edges, ({ from, to }) => `${from}\n${to}`).values()].map((some) => ({
    from: some[0]?.from ?? '',
    to: some[0]?.to ?? '',
    says: some.map(({ kind, count }) => kindWords(kind, count)).join(', '),
    count: some.reduce((sum, { count }) => sum + count, 0),
  }));

const curve = (a: Placed, b: Placed, { width, height }: Size): string => {
  const [y1, y2] = [a.y + height / 2, b.y + height / 2];
  if (b.x > a.x) {
    const [x1, x2] = [a.x + width, b.x];
    const bend = Math.max(28, (x2 - x1) / 2);
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  }
  // Back to the left, or within a column: out by the one side and in by the same.
  const x = Math.max(a.x, b.x) + width;
  return `M${a.x + width} ${y1}C${x + 56} ${y1} ${x + 56} ${y2} ${b.x + width} ${y2}`;
};

export interface ArrowsProps {
  readonly bundles: readonly Bundle[];
  readonly layout: Layout;
  readonly size: Size;
  /** Pointed at. */
  readonly lit?: true;
}

/** Arrows from who needs to what it needs. */
export const Arrows = ({ bundles, layout, size, lit }: ArrowsProps) => (
  <g class={lit === true ? 'arrows lit' : 'arrows'}>
    {bundles.map(({ from, to, says, count }) => {
      const [a, b] = [layout.nodes.get(from), layout.nodes.get(to)];
      if (a === undefined || b === undefined) return null;
      return (
        <path
          key={`${from} ${to}`}
          class={count > 5 ? 'edge thick' : 'edge'}
          d={curve(a, b, size)}
          marker-end="url(#tip)"
        >
          <title>{`${from} ${says} ${to}`}</title>
        </path>
      );
    })}
  </g>
);
