import { ago, money } from '../format.ts';

export interface PlotPoint {
  readonly at: string;
  readonly minor: string;
}

const WIDTH = 720;
const HEIGHT = 180;
const PAD = 8;

/** A balance over time: it stands still between entries, hence steps. The table of entries beside it says the same in numbers. */
export const BalancePlot = ({
  points,
  currency,
}: {
  readonly points: readonly PlotPoint[];
  readonly currency: string;
}) => {
  const values = points.map(({ at, minor }) => ({ x: Date.parse(at), y: Number(minor) }));
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined || values.length < 2) return null;
  const [low, high] = [Math.min(0, ...values.map(({ y }) => y)), Math.max(0, ...values.map(({ y }) => y))];
  const x = (at: number): number => PAD + ((at - first.x) / Math.max(1, last.x - first.x)) * (WIDTH - 2 * PAD);
  const y = (value: number): number => HEIGHT - PAD - ((value - low) / Math.max(1, high - low)) * (HEIGHT - 2 * PAD);
  let line = `M${x(first.x).toFixed(1)} ${y(first.y).toFixed(1)}`;
  for (const one of values.slice(1)) line += `H${x(one.x).toFixed(1)}V${y(one.y).toFixed(1)}`;
  const zero = y(0).toFixed(1);
  const area = `${line}V${zero}H${x(first.x).toFixed(1)}Z`;
  const said = `Balance from ${money(points[0]?.minor ?? '0', currency)} to ${money(points.at(-1)?.minor ?? '0', currency)} ${currency} over the entries below.`;
  return (
    <figure class="plot">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={said}>
        <path class="area" d={area} />
        <line class="zero" x1={PAD} x2={WIDTH - PAD} y1={zero} y2={zero} />
        <path class="line" d={line} />
      </svg>
      <figcaption>
        <span>{ago(first.x, Date.now())}</span>
        <span>
          highest {money(String(high), currency)} {currency}
        </span>
        <span>{ago(last.x, Date.now())}</span>
      </figcaption>
    </figure>
  );
};
