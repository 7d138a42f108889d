import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { linkTo } from '../data/route.ts';
import type { GraphAnswer, GraphNode } from '../data/shapes.ts';
import { HealthIcon, healthWord } from '../parts/health.tsx';
import { kindWords } from './kinds.ts';
import { layoutOf, type Placed, type Size } from './layout.ts';

const DOMAINS: Size = { width: 172, height: 74, gapX: 66, gapY: 30 };
const PARTS: Size = { width: 196, height: 46, gapX: 70, gapY: 14 };
const MARGIN = 14;
const ZOOMS = [0.5, 0.65, 0.75, 0.85, 0.92, 1, 1.2] as const;

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

const shortName = ({ id, domain }: GraphNode, root: string | undefined): string =>
  domain === root && id.startsWith(`${domain}/`) ? id.slice(domain.length + 1) : id;

const TEXT_MAX = 20;
const cut = (text: string): string => (text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1)}…` : text);

const hrefOf = ({ id, type }: GraphNode, isWhole: boolean): string =>
  isWhole && type === 'domain' ? linkTo('map', id) : linkTo('components', id);

interface NodeProps {
  readonly node: GraphNode;
  readonly at: Placed;
  readonly size: Size;
  readonly root: string | undefined;
  readonly dim: boolean;
  readonly onPoint: (id: string | undefined) => void;
}

const Node = ({ node, at, size, root, dim, onPoint }: NodeProps) => {
  const isOurs = node.type !== 'external' && node.type !== 'unresolved';
  const isWhole = root === undefined;
  const name = shortName(node, root);
  const below = isWhole && isOurs ? `${node.parts} parts · ${node.owner ?? 'no owner'}` : node.type;
  const [seen, more] = [cut(name), cut(below)];
  // What is seen comes first, word by word: who speaks to the browser says what they see (WCAG 2.5.3).
  const label = [
    `${seen} ${more}`,
    ...(seen === name ? [] : [name]),
    isOurs ? healthWord(node.health).toLowerCase() : 'not ours',
  ].join(', ');
  return (
    <a
      href={isOurs ? hrefOf(node, isWhole) : undefined}
      class={`node ${node.type} ${isOurs ? node.health : 'foreign'}${dim ? ' dim' : ''}${node.id === root ? ' root' : ''}`}
      aria-label={label}
      onMouseEnter={() => onPoint(node.id)}
      onMouseLeave={() => onPoint(undefined)}
      onFocus={() => onPoint(node.id)}
      onBlur={() => onPoint(undefined)}
    >
      <g transform={`translate(${at.x} ${at.y})`}>
        <rect width={size.width} height={size.height} rx="10" />
        <text class="name" x="14" y={isWhole ? 31 : 20}>
          {seen}
        </text>{' '}
        <text class="below" x="14" y={isWhole ? 53 : 36}>
          {more}
        </text>
        {isOurs && (
          <g transform={`translate(${size.width - 26} ${isWhole ? 16 : 15})`}>
            <HealthIcon health={node.health} />
          </g>
        )}
      </g>
    </a>
  );
};

/** The graph as a picture: who needs stands to the left of what it needs. Whatever is pointed at shows its own arrows alone. */
export const Picture = ({ graph, root }: { readonly graph: GraphAnswer; readonly root: string | undefined }) => {
  const [chosen, choose] = useState<number>();
  const [room, setRoom] = useState(0);
  const canvas = useRef<HTMLElement>(null);
  useLayoutEffect(() => setRoom((canvas.current?.clientWidth ?? 0) - 2 * MARGIN), []);
  const [pointed, point] = useState<string>();
  const size = root === undefined ? DOMAINS : PARTS;
  const shape = JSON.stringify([graph.nodes.map(({ id }) => id), graph.edges, root]);
  // Health changes often, and moves nothing.
  const { bundles, layout } = useMemo(() => {
    const bundles = bundlesOf(graph);
    return {
      bundles,
      layout: layoutOf(
        graph.nodes.map(({ id }) => id),
        bundles,
        size,
      ),
    };
  }, [shape]);
  const near = new Set(
    pointed === undefined
      ? []
      : bundles.flatMap(({ from, to }) => (from === pointed || to === pointed ? [from, to] : [])).concat(pointed),
  );
  const [width, height] = [layout.width + 2 * MARGIN + 30, layout.height + 2 * MARGIN];
  // As large as fits, until somebody chooses.
  const fitting = Math.max(
    1,
    ZOOMS.findLastIndex((one) => one <= 1 && width * one <= room),
  );
  const zoom = chosen ?? fitting;
  const scale = ZOOMS[zoom] ?? 1;
  return (
    <div class="picture">
      <div class="zoom">
        <button type="button" aria-label="Smaller" disabled={zoom === 0} onClick={() => choose(zoom - 1)}>
          −
        </button>
        <button type="button" aria-label="Larger" disabled={zoom === ZOOMS.length - 1} onClick={() => choose(zoom + 1)}>
          +
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
      <section ref={canvas} class="canvas" tabIndex={0} aria-label="Map">
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: browsers would show a title wherever one points. */}
        <svg viewBox={`${-MARGIN} ${-MARGIN} ${width} ${height}`} width={width * scale} height={height * scale}>
          <defs>
            <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0 0l8 4-8 4z" />
            </marker>
          </defs>
          {bundles.map(({ from, to, says, count }) => {
            const [a, b] = [layout.nodes.get(from), layout.nodes.get(to)];
            if (a === undefined || b === undefined) return null;
            const lit = pointed !== undefined && (from === pointed || to === pointed);
            return (
              <path
                key={`${from} ${to}`}
                class={`edge${lit ? ' lit' : ''}${pointed !== undefined && !lit ? ' dim' : ''}${count > 5 ? ' thick' : ''}`}
                d={curve(a, b, size)}
                marker-end="url(#tip)"
              >
                <title>{`${from} ${says} ${to}`}</title>
              </path>
            );
          })}
          {graph.nodes.map((node) => {
            const at = layout.nodes.get(node.id);
            if (at === undefined) return null;
            const dim = pointed !== undefined && !near.has(node.id);
            return <Node key={node.id} {...{ node, at, size, root, dim }} onPoint={point} />;
          })}
        </svg>
      </section>
    </div>
  );
};
