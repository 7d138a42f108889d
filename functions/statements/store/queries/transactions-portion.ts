import { present } from '../../../kernel/core/assert.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { formatTime, parseTime } from '../../../kernel/values/time.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { ListedTransaction } from '../../model/statement/ledger-journal.ts';
import { CHARS_MAX, type JournalRoom } from './journal-room.ts';
import type { Asking } from './ledger.ts';
import { listTransactions } from './ledger-lists.ts';

/** Of one millisecond, the shortest portion that there is. */
const DENSE_MAX = 5_000;
const DENSE_CHARS_MAX = 4_500_000;
/** A portion that has fewer than so many is followed by a longer one. */
const FEW = 125;
const LONGER = 4;

export type Portion =
  | { readonly is: 'whole'; readonly transactions: readonly ListedTransaction[]; readonly width: number }
  /** It has more than there is room for: a narrower one is to be tried. */
  | { readonly is: 'narrower'; readonly width: number };

const madeAt = ({ createdAt }: ListedTransaction): number => present(parseTime(createdAt), 'the ledger says times');

const oldestFirst = (a: ListedTransaction, b: ListedTransaction): number =>
  madeAt(a) - madeAt(b) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** As much of the time as half of the room takes, by what came; half at most, so that it ends. */
const narrowed = (from: number, to: number, came: readonly ListedTransaction[], room: number): number => {
  const oldest = came.at(-1);
  const dense = oldest === undefined ? 0 : ((to - madeAt(oldest) + 1) * room) / (2 * came.length);
  const half = Math.floor((to - from + 1) / 2);
  return Math.max(1, dense === 0 ? half : Math.min(half, Math.floor(dense)));
};

/**
 * All transactions that were made from one time to another, oldest first. The ledger lists the newest first, so a portion is read to its
 * end before any of it is given.
 *
 * @throws Refusal `journal-too-dense` where one millisecond has more than an answer, `unavailable` where the time was up for that
 */
export const readPortion = async (asking: Asking, room: JournalRoom, from: number, to: number): Promise<Portion> => {
  const width = to - from + 1;
  const isShortest = width === 1 && room.isFresh;
  const hasAllTime = room.isUntouched;
  const [most, charsMost] = isShortest ? [DENSE_MAX, DENSE_CHARS_MAX] : [room.left, CHARS_MAX];
  const came: ListedTransaction[] = [];
  let chars = 0;
  let cursor: string | undefined;
  do {
    const page = await listTransactions(asking, { createdFrom: formatTime(from), createdTo: formatTime(to) }, cursor);
    room.asked();
    const { data, next } = present(page, 'the ledger takes its own cursors');
    came.push(...data);
    chars += JSON.stringify(data).length;
    cursor = next;
    const isTooMuch = came.length > most || chars > charsMost;
    if (isTooMuch && isShortest)
      throw new Refusal(
        statementProblems['journal-too-dense'],
        `At ${formatTime(from)} more was made than an answer holds: use folio export.`,
      );
    if (isTooMuch || (cursor !== undefined && room.isOut)) {
      if (isShortest && hasAllTime)
        throw new Refusal(common.unavailable, 'The time was up before anything was read. Ask again in a moment.');
      return { is: 'narrower', width: narrowed(from, to, came, most) };
    }
  } while (cursor !== undefined);
  return {
    is: 'whole',
    transactions: came.toSorted(oldestFirst),
    width: came.length < FEW ? width * LONGER : width,
  };
};
