import { booked, type TakenStatement } from './taken-statement.ts';

/** A page that the numbers of the others say there is. */
export interface MissingPage {
  readonly statement: string;
  readonly page: number;
}

const PAGES_MISSING_MAX = 100;

const moved = ({ lines }: TakenStatement): bigint => booked(lines).reduce((sum, { line }) => sum + line.amount, 0n);

/** Pages that follow each other as one statement: its opening balance is the first one's, its closing balance the last one's. */
const merged = (run: readonly TakenStatement[]): TakenStatement | undefined => {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const lines = run.flatMap((page) => page.lines);
  const sum = run.reduce((total, page) => total + moved(page), 0n);
  const { opening } = first;
  const closing = last.closing ?? (opening === undefined ? undefined : opening + sum);
  return {
    ...first,
    identity: first.page?.of ?? first.identity,
    from: run.map(({ from }) => from).toSorted()[0] ?? first.from,
    to:
      run
        .map(({ to }) => to)
        .toSorted()
        .at(-1) ?? last.to,
    opening: opening ?? (closing === undefined ? undefined : closing - sum),
    closing,
    lines,
  };
};

/** Joins pages of statements, in whatever order they came. Where one is missing, what stands on both sides of it stays apart. */
export const withPagesJoined = (
  statements: readonly TakenStatement[],
): { readonly statements: readonly TakenStatement[]; readonly missing: readonly MissingPage[] } => {
  const whole: TakenStatement[] = [];
  const missing: MissingPage[] = [];
  const byStatement = new Map<string, Map<number, TakenStatement>>();
  for (const one of statements) {
    const { page } = one;
    if (page === undefined) {
      whole.push(one);
      continue;
    }
    const name = JSON.stringify([one.account, one.currency, page.of]);
    const pages = byStatement.get(name) ?? new Map<number, TakenStatement>();
    // The same page twice says the same: a correction has taken its place before.
    if (!pages.has(page.number)) pages.set(page.number, one);
    byStatement.set(name, pages);
  }
  const miss = (page: TakenStatement, number: number): void => {
    if (missing.length < PAGES_MISSING_MAX) missing.push({ statement: page.page?.of ?? page.identity, page: number });
  };
  for (const pages of byStatement.values()) {
    const sorted = [...pages].toSorted(([a], [b]) => a - b);
    let run: TakenStatement[] = [];
    let before = 0;
    const close = (): void => {
      const one = merged(run);
      if (one !== undefined) whole.push(one);
      run = [];
    };
    for (const [number, page] of sorted) {
      if (number !== before + 1) {
        close();
        for (let gone = before + 1; gone < number && gone <= before + PAGES_MISSING_MAX; gone += 1) miss(page, gone);
      }
      run.push(page);
      before = number;
    }
    const last = run.at(-1);
    if (last?.page?.last === false) miss(last, before + 1);
    close();
  }
  return { statements: whole, missing };
};
