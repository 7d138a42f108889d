import { localDate } from '../../../kernel/calendars/local-time.ts';
import type { FileRail } from '../../model/file-rail.ts';
import type { Payment } from '../../model/payment.ts';
import type { SagaEvent } from '../../model/saga-event.ts';
import { findFile } from '../queries/files.ts';
import { isStopped } from '../queries/switches.ts';
import type { TakeDeps } from './take.ts';

const OVERDUE: SagaEvent = { type: 'overdue' };
/** What the timeline says where a rail settles by its silence. */
const SETTLED: SagaEvent = { type: 'rail-settled', note: 'not-returned' };

/** From when on silence means that it is paid: of the day that the file asks for, or of the day on which the bank can have it. */
const settlesAt = ({ settlesOn, cutOff, silence }: FileRail, day: string, writtenAt: number): number | undefined => {
  const reached = settlesOn(localDate(writtenAt, cutOff.zone));
  return silence?.settlesAt(reached > day ? reached : (day as typeof reached));
};

/**
 * What the silence of an overdue payment means: a person has to look. Over a rail whose rules give silence a meaning, a payment of a
 * written file counts as settled from `settlesAt` on. A stopped rail settles nothing so: an operator who hears that the bank has
 * refused a file has to stop the rail first.
 *
 * @returns undefined before `settlesAt`, and while such a rail is stopped
 */
export const silenceOf = async ({ store, rails }: TakeDeps, payment: Payment): Promise<SagaEvent | undefined> => {
  const { tenant, step, file: id, to } = payment;
  const files = rails.get(to.rail)?.describe.files;
  if (step !== 'submitted' || id === undefined || files?.silence === undefined) return OVERDUE;
  const file = await findFile(store, tenant, id);
  if (file?.direction !== 'out' || file.writtenAt === undefined) return OVERDUE;
  const at = settlesAt(files, file.day, file.writtenAt);
  if (at === undefined || store.clock.now() < at || (await isStopped(store, tenant, to.rail))) return undefined;
  return SETTLED;
};
