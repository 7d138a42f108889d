import { formatTime } from '../../kernel/values/time.ts';
import {
  type Batch,
  type BatchLine,
  isDone,
  isRefused,
  type Origin,
  paymentOfLine,
  type RefusedLine,
} from './batch.ts';
import { csvCell } from './batch-csv.ts';

/** The batch as clients see it. */
export const batchView = (batch: Batch) => ({
  id: batch.id,
  state: isDone(batch) ? 'done' : 'processing',
  mode: batch.mode,
  reference: batch.reference ?? null,
  lines: batch.lines,
  made: batch.made,
  refused: batch.refused,
  createdBy: batch.maker,
  createdAt: formatTime(batch.createdAt),
});

const problemOf = ({ code, detail, pointer }: RefusedLine) => ({ type: `/problems/${code}`, detail, pointer });

interface ShownChunk {
  readonly lines: readonly BatchLine[];
  readonly refused: readonly RefusedLine[];
}

/** What became of a line. */
export interface ReportLine {
  readonly line: number;
  readonly origin: Origin | undefined;
  readonly state: 'waiting' | 'made' | 'refused';
  readonly paymentId: string | null;
  readonly refused: RefusedLine | undefined;
}

/** What became of each line, in the order of the lines. */
export const reportLines = (batch: Batch, chunks: readonly ShownChunk[]): readonly ReportLine[] =>
  chunks.flatMap(({ lines, refused }, place) =>
    lines.map((one): ReportLine => {
      const { line, origin } = one;
      const no = isRefused(one) ? one : refused.find((each) => each.line === line);
      if (isRefused(one) || no !== undefined) return { line, origin, state: 'refused', paymentId: null, refused: no };
      if (place >= batch.done) return { line, origin, state: 'waiting', paymentId: null, refused: undefined };
      const { id } = paymentOfLine(batch, one, batch.createdAt, batch.createdAt);
      return { line, origin, state: 'made', paymentId: id, refused: undefined };
    }),
  );

/** The same as clients see it, as JSON and as CSV. */
export const batchReportView = (lines: readonly ReportLine[]) => {
  const data = lines.map(({ line, state, paymentId, refused }) => {
    const problem = refused === undefined ? null : problemOf(refused);
    return { line, state, paymentId, problem };
  });
  const rows = data.map(({ line, state, paymentId, problem }) =>
    [String(line), state, paymentId ?? '', problem?.type ?? '', problem?.pointer ?? '', problem?.detail ?? '']
      .map(csvCell)
      .join(','),
  );
  return { data, csv: ['line,state,paymentId,problem,pointer,detail', ...rows, ''].join('\r\n') };
};
