import { derivedId } from '../../kernel/values/ids.ts';
import { formatBalance } from '../../kernel/values/money.ts';
import { formatTime } from '../../kernel/values/time.ts';
import type { EventMessage } from './event-message.ts';
import type { PaymentFile } from './file.ts';

const factOf = (file: PaymentFile) => {
  const common = { id: file.id, rail: file.rail, createdAt: formatTime(file.createdAt) };
  if (file.direction === 'out') {
    const { count, sum, currency, day } = file;
    return { ...common, payments: count, amount: formatBalance(sum), currency, executionDate: day };
  }
  return { ...common, form: file.form ?? '', reports: file.reports, tasks: file.tasks };
};

/** What a step of a file tells: that it is written, or that a bank's is taken. A version is told with the time of its file. */
export const fileEventMessages = (file: PaymentFile, before: PaymentFile | undefined): readonly EventMessage[] => {
  const ends = file.state === 'written' ? 'FileWritten' : file.state === 'taken' ? 'FileTaken' : undefined;
  if (ends === undefined || before?.state === file.state) return [];
  const { id, tenant, createdAt } = file;
  const detailType = `payments.${ends}`;
  const detail = {
    // Of the file: told again, by whatever release, it is the same event.
    eventId: derivedId('evt_', tenant, detailType, id),
    tenant,
    occurredAt: formatTime(createdAt),
    version: 1,
    correlationId: id,
    causationId: id,
    hops: 0,
    data: { file: factOf(file) },
  };
  return [{ source: 'payments', detailType, detail: JSON.stringify(detail) }];
};
