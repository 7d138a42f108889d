import { BOOKED_EVENT, type BookedPayments, readBooked } from './booked-event.ts';
import { type FileMessage, fileMessageOf } from './file-job.ts';

/** Everything that stands in the queue of the inbox: files of banks, and lines of statements that name payments. */
export type InboxMessage = FileMessage | ({ readonly kind: 'booked' } & BookedPayments);

const isBooked = (said: unknown): boolean =>
  typeof said === 'object' && said !== null && 'detail-type' in said && said['detail-type'] === BOOKED_EVENT;

/** Throws for what is none of them: no retry helps, and the dead letters keep it. */
export const readInboxMessage = (text: string): InboxMessage => {
  const said: unknown = JSON.parse(text);
  return isBooked(said) ? { kind: 'booked', ...readBooked(said) } : fileMessageOf(said);
};
