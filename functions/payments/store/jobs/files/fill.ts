import type { Item } from '../../../../kernel/aws/attributes.ts';
import { localDate } from '../../../../kernel/calendars/local-time.ts';
import { present } from '../../../../kernel/core/assert.ts';
import type { OutFile } from '../../../model/file.ts';
import type { FileRail } from '../../../model/file-rail.ts';
import { fileAfter } from '../../../model/new-file.ts';
import type { Payment } from '../../../model/payment.ts';
import type { Rails } from '../../../model/rails.ts';
import { type Around, decide } from '../../../model/saga.ts';
import { filing, numbering, paging, turning } from '../../commit/files.ts';
import { commitStep, stepping } from '../../commit/payments.ts';
import { findFile, findNumbered, gathered } from '../../queries/files.ts';
import type { PaymentsStore } from '../../table/payments-store.ts';

export interface FillDeps {
  readonly store: PaymentsStore;
  readonly rails: Rails;
}

/** Payments of one page: with the page and the file they are one store transaction, of 100 actions at most. */
const PAGE = 96;

/** How long the bank has: where its silence settles, until the day after which nothing comes back any more. */
const aroundOf = (rails: Rails, { rail, day }: OutFile, now: number): Around => {
  const { files, answerWithinMs } = present(rails.get(rail), 'a file is of a rail that this release knows').describe;
  const settlesAt = files?.silence?.settlesAt(day);
  return { now, answerWithinMs: settlesAt === undefined ? answerWithinMs : Math.max(0, settlesAt - now) };
};

/** As many of them as the file has room for, by what they come to. */
export const fitting = <P extends Pick<Payment, 'amount'>>(
  file: Pick<OutFile, 'sum'>,
  payments: readonly P[],
  sumMax: bigint,
): readonly P[] => {
  let sum = file.sum;
  const over = payments.findIndex(({ amount }) => {
    sum += amount;
    return sum > sumMax;
  });
  return over < 0 ? payments : payments.slice(0, over);
};

/** Puts some payments into a file, all or none of them; the file as it then is. */
const putIn = async (
  { store, rails }: FillDeps,
  file: OutFile,
  payments: readonly Payment[],
  deadline: number,
): Promise<OutFile> => {
  const around = aroundOf(rails, file, store.clock.now());
  const steps = payments.flatMap((payment) => {
    const decision = decide(payment, { type: 'filed', file: file.id }, around);
    return decision.kind === 'next' ? [{ before: payment, after: decision.payment }] : [];
  });
  const next: OutFile = {
    ...file,
    version: file.version + 1,
    pages: file.pages + 1,
    count: file.count + steps.length,
    sum: steps.reduce((sum, { before }) => sum + before.amount, file.sum),
  };
  const ids = steps.map(({ before }) => before.id);
  const actions = [
    turning(store, file, next),
    paging(store, file, file.pages, ids),
    ...steps.flatMap(({ before, after }) => stepping(store, before, after)),
  ];
  if (await commitStep(store, actions, deadline)) return next;
  return existing(store, file);
};

const existing = async (store: PaymentsStore, { tenant, id }: OutFile): Promise<OutFile> => {
  const file = present(await findFile(store, tenant, id), 'no file is ever taken away');
  return present(file.direction === 'out' ? file : undefined, 'a file keeps its direction');
};

/** No other payment gets into it. What a full one has no room for goes into the next. */
const close = async (
  { store }: FillDeps,
  file: OutFile,
  files: FileRail,
  full: boolean,
  deadline: number,
): Promise<OutFile> => {
  const after = full ? [filing(store, fileAfter(file, files, store.clock.now()))] : [];
  const state = file.count === 0 ? 'empty' : 'closed';
  const day = localDate(file.createdAt, files.cutOff.zone);
  const seen = state === 'closed' ? await findNumbered(store, file) : undefined;
  const number = seen === undefined ? 0 : seen.day === day ? seen.number + 1 : 1;
  const closed: OutFile = { ...file, version: file.version + 1, state, number };
  const counted = seen === undefined ? [] : [numbering(store, file, seen, { day, number })];
  if (await commitStep(store, [turning(store, file, closed), ...after, ...counted], deadline)) return closed;
  return existing(store, file);
};

/**
 * Puts what was gathered into a file, page by page: each payment into exactly one file, since the page, the file and the payments
 * are one commit on their versions. Whoever dies between leaves a file that is filled on from where it is.
 *
 * @returns the file, which is still `filling` where the time is up
 */
export const fill = async (deps: FillDeps, begun: OutFile, files: FileRail, deadline: number): Promise<OutFile> => {
  const { store } = deps;
  let file = begun;
  let from: Item | undefined;
  while (file.state === 'filling' && store.clock.now() < deadline) {
    const room = files.linesMax - file.count;
    if (room === 0) return close(deps, file, files, true, deadline);
    const limit = Math.min(PAGE, room);
    const { payments, next } = await gathered(store, file, { by: file.before, limit, from });
    const fits = fitting(file, payments, files.sumMax);
    if (fits.length === 0 && payments.length > 0) return close(deps, file, files, true, deadline);
    if (payments.length > 0) {
      const filled = await putIn(deps, file, fits, deadline);
      const done = filled.count === file.count + payments.length;
      file = filled;
      // Somebody else was at the file or at one of the payments: what the same place shows then is put in.
      if (!done) continue;
    }
    if (next === undefined) return close(deps, file, files, false, deadline);
    from = next;
  }
  return file;
};
