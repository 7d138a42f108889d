import { formatTime } from '../../kernel/values/time.ts';
import { type Batch, type BatchLine, isDone, isRefused, paymentOfLine, type RefusedLine } from './batch.ts';
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

/** What became of each line, in the order of the lines. */
export const batchReportView = (batch: Batch, chunks: readonly ShownChunk[]) => {
  const data = chunks.flatMap(({ lines, refused }, place) =>
    lines.map((one) => {
      const no = isRefused(one) ? one : refused.find(({ line }) => line === one.line);
      if (no !== undefined) return { line: no.line, state: 'refused', paymentId: null, problem: problemOf(no) };
      const isMade = place < batch.done && !isRefused(one);
      const paymentId = isMade ? paymentOfLine(batch, one, batch.createdAt, batch.createdAt).id : null;
      return { line: one.line, state: isMade ? 'made' : 'waiting', paymentId, problem: null };
    }),
  );
  const rows = data.map(({ line, state, paymentId, problem }) =>
    [String(line), state, paymentId ?? '', problem?.type ?? '', problem?.pointer ?? '', problem?.detail ?? '']
      .map(csvCell)
      .join(','),
  );
  return { data, csv: ['line,state,paymentId,problem,pointer,detail', ...rows, ''].join('\r\n') };
};
