/** A node in its place, by its upper left corner. */
export interface Placed {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
  readonly gapX: number;
  readonly gapY: number;
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
}

export interface Layout {
  readonly nodes: ReadonlyMap<string, Placed>;
  readonly width: number;
  readonly height: number;
}

const SWEEPS = 6;
/** A column taller than this is laid out side by side. */
const ROWS_MAX = 14;

/** Arrows without those that close a circle, found by walking in order of the ids: the same picture for the same graph. */
const withoutCircles = (ids: readonly string[], arrows: readonly Arrow[]): readonly Arrow[] => {
  const out = Map.groupBy(arrows, ({ from }) => from);
  const state = new Map<string, 'open' | 'done'>();
  const kept: Arrow[] = [];
  for (const root of ids) {
    if (state.has(root)) continue;
    const path: { readonly id: string; next: number }[] = [{ id: root, next: 0 }];
    state.set(root, 'open');
    for (let here = path.at(-1); here !== undefined; here = path.at(-1)) {
      const arrow = out.get(here.id)?.[here.next];
      if (arrow === undefined) {
        state.set(here.id, 'done');
        path.pop();
        continue;
      }
      here.next += 1;
      if (state.get(arrow.to) === 'open') continue;
      kept.push(arrow);
      if (!state.has(arrow.to)) {
        state.set(arrow.to, 'open');
        path.push({ id: arrow.to, next: 0 });
      }
    }
  }
  return kept;
};

/** Each node as far to the right as its longest way from a node that nobody needs. */
const columnsOf = (ids: readonly string[], arrows: readonly Arrow[]): ReadonlyMap<string, number> => {
  const [out, count] = [Map.groupBy(arrows, ({ from }) => from), new Map(ids.map((id) => [id, 0]))];
  for (const { to } of arrows) count.set(to, (count.get(to) ?? 0) + 1);
  const column = new Map(ids.map((id) => [id, 0]));
  const ready = ids.filter((id) => count.get(id) === 0);
  for (let id = ready.shift(); id !== undefined; id = ready.shift())
    for (const { to } of out.get(id) ?? []) {
      column.set(to, Math.max(column.get(to) ?? 0, (column.get(id) ?? 0) + 1));
      const left = (count.get(to) ?? 0) - 1;
      count.set(to, left);
      if (left === 0) ready.push(to);
    }
  return column;
};

/**
 * Sugiyama's way to draw a directed graph, in its plainest form: columns by the longest way, and within a column whoever is near to
 * its neighbours. Who needs stands to the left of what it needs.
 */
export const layoutOf = (all: readonly string[], arrows: readonly Arrow[], size: Size): Layout => {
  const ids = [...all].sort();
  const plain = arrows.filter(({ from, to }) => from !== to);
  const column = columnsOf(ids, withoutCircles(ids, plain));
  const grouped = Map.groupBy(ids, (id) => column.get(id) ?? 0);
  const columns = [...grouped.keys()].sort((a, b) => a - b).map((key) => grouped.get(key) ?? []);
  const beside = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { from, to } of plain) {
    beside.get(from)?.push(to);
    beside.get(to)?.push(from);
  }
  const place = new Map<string, number>();
  const settle = (): void => {
    for (const ids of columns) for (const [row, id] of ids.entries()) place.set(id, row - (ids.length - 1) / 2);
  };
  settle();
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const ids of sweep % 2 === 0 ? columns : [...columns].reverse()) {
      const middle = (id: string): number => {
        const near = beside.get(id) ?? [];
        return near.length === 0
          ? (place.get(id) ?? 0)
          : near.reduce((sum, other) => sum + (place.get(other) ?? 0), 0) / near.length;
      };
      const weighed = new Map(ids.map((id) => [id, middle(id)]));
      ids.sort((a, b) => (weighed.get(a) ?? 0) - (weighed.get(b) ?? 0) || (a < b ? -1 : 1));
    }
    settle();
  }
  const stepX = size.width + size.gapX;
  const stepY = size.height + size.gapY;
  // Tall columns become two or more narrow ones, half a gap apart.
  const split = columns.flatMap((ids) => {
    const parts = Math.ceil(ids.length / ROWS_MAX);
    const rows = Math.ceil(ids.length / parts);
    return Array.from({ length: parts }, (_, part) => ids.slice(part * rows, (part + 1) * rows));
  });
  const tallest = Math.max(1, ...split.map(({ length }) => length));
  const nodes = new Map<string, Placed>();
  for (const [index, ids] of split.entries())
    for (const [row, id] of ids.entries())
      nodes.set(id, { id, x: index * stepX, y: (row + (tallest - ids.length) / 2) * stepY });
  return {
    nodes,
    width: Math.max(size.width, split.length * stepX - size.gapX),
    height: tallest * stepY - size.gapY,
  };
};
