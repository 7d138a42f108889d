import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { linkTo } from '../data/route.ts';
import type { GraphAnswer, GraphNode } from '../data/shapes.ts';
import { HealthIcon, healthWord } from '../parts/health.tsx';
import { Arrows, bundlesOf } from './arrows.tsx';
import { layoutOf, type Placed, type Size } from './layout.ts';
import { useDragging } from './use-dragging.ts';

const DOMAINS: Size = { width: 172, height: 74, gapX: 66, gapY: 30 };
const PARTS: Size = { width: 196, height: 46, gapX: 70, gapY: 14 };
const MARGIN = 14;
const ZOOMS = [0.5, 0.65, 0.75, 0.85, 0.92, 1, 1.2] as const;

const shortName = ({ id, domain }: GraphNode, root: string | undefined): string =>
  domain === root && id.startsWith(`${domain}/`) ? id.slice(domain.length + 1) : id;

/** Of the boldest letters so many end before the icon. */
const TEXT_MAX = 18;
/** The second line is smaller, and below the icon. */
const BELOW_MAX = 26;
const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** What is inside of a domain, at the same time; of anything else, all about it. */
const hrefOf = ({ id, type }: GraphNode, isWhole: boolean, asOf: string | undefined): string =>
  isWhole && type === 'domain' ? linkTo('map', id, asOf === undefined ? {} : { asOf }) : linkTo('components', id);

interface NodeProps {
  readonly node: GraphNode;
  readonly at: Placed;
  readonly size: Size;
  readonly root: string | undefined;
  readonly asOf: string | undefined;
  readonly dim: boolean;
  readonly onPoint: (id: string | undefined) => void;
}

const Node = ({ node, at, size, root, asOf, dim, onPoint }: NodeProps) => {
  const isOurs = node.type !== 'external' && node.type !== 'unresolved';
  const isWhole = root === undefined;
  const name = shortName(node, root);
  const below = isWhole && isOurs ? `${node.parts} parts · ${node.owner ?? 'no owner'}` : node.type;
  const [seen, more] = [cut(name, TEXT_MAX), cut(below, BELOW_MAX)];
  // What is seen comes first, word by word: who speaks to the browser says what they see (WCAG 2.5.3).
  const label = [
    `${seen} ${more}`,
    ...(seen === name ? [] : [name]),
    isOurs ? healthWord(node.health).toLowerCase() : 'not ours',
  ].join(', ');
  return (
    <a
      href={isOurs || node.owner !== null ? hrefOf(node, isWhole, asOf) : undefined}
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

export interface PictureProps {
  readonly graph: GraphAnswer;
  readonly root: string | undefined;
  readonly asOf: string | undefined;
}

/** The graph as a picture: who needs stands to the left of what it needs. Whatever is pointed at shows its own arrows alone. */
export const Picture = ({ graph, root, asOf }: PictureProps) => {
  const [chosen, choose] = useState<number>();
  const [room, setRoom] = useState(0);
  const canvas = useRef<HTMLElement>(null);
  useLayoutEffect(() => setRoom((canvas.current?.clientWidth ?? 0) - 2 * MARGIN), []);
  const [pointed, point] = useState<string>();
  useDragging(canvas);
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
  // The same element each time: what points at a part draws its own arrows over them, and thousands of others stay as they are.
  const arrows = useMemo(() => <Arrows bundles={bundles} layout={layout} size={size} />, [bundles, layout]);
  const lit = pointed === undefined ? [] : bundles.filter(({ from, to }) => from === pointed || to === pointed);
  const near = new Set(lit.flatMap(({ from, to }) => [from, to]).concat(pointed ?? []));
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
        <svg
          class={pointed === undefined ? undefined : 'pointing'}
          viewBox={`${-MARGIN} ${-MARGIN} ${width} ${height}`}
          width={width * scale}
          height={height * scale}
        >
          <defs>
            <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
              <path d="M0 0l8 4-8 4z" />
            </marker>
          </defs>
          {arrows}
          {lit.length > 0 && <Arrows bundles={lit} layout={layout} size={size} lit />}
          {graph.nodes.map((node) => {
            const at = layout.nodes.get(node.id);
            if (at === undefined) return null;
            const dim = pointed !== undefined && !near.has(node.id);
            return <Node key={node.id} {...{ node, at, size, root, asOf, dim }} onPoint={point} />;
          })}
        </svg>
      </section>
    </div>
  );
};
