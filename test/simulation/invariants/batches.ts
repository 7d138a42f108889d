import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import { type Batch, isRefused } from '../../../functions/payments/model/batch.ts';
import type { Payment } from '../../../functions/payments/model/payment.ts';
import { isBatch, readBatch, readChunk } from '../../../functions/payments/store/table/batch-item.ts';
import { hold, same } from '../violation.ts';

/** A payment, or a line that is to become one, as a person compares them. */
const said = ({ from, to, amount }: Pick<Payment, 'from' | 'to' | 'amount'>): string =>
  `${from} ${amount} ${Object.entries(to).toSorted().join()}`;

/** What an accepted batch asks for is there, each line once; of an atomic one all lines are. */
const checkBatch = (batch: Batch, items: readonly Item[], payments: readonly Payment[]): void => {
  const { id, mode } = batch;
  same('batch-lines', `chunks of ${id} that are done`, batch.done, batch.chunks);
  same('batch-lines', `lines of ${id}`, batch.made + batch.refused, batch.lines);
  hold('batch-lines', mode !== 'atomic' || batch.refused === 0, () => `${id} is atomic, and has refused lines`);
  const wanted = items.map(readChunk).flatMap(({ lines, refused }) => {
    const gone = new Set(refused.map(({ line }) => line));
    return lines.flatMap((line) => (isRefused(line) || gone.has(line.line) ? [] : [said(line)]));
  });
  same('batch-lines', `payments of ${id}`, payments.map(said).toSorted(), wanted.toSorted());
};

export const checkBatches = (items: readonly Item[], payments: readonly Payment[]): void => {
  const made = Map.groupBy(
    payments.filter(({ batch }) => batch !== undefined),
    ({ tenant, batch }) => `${tenant}#B#${batch}`,
  );
  for (const item of items) {
    if (item.sk?.S !== 'B' || !isBatch(item)) continue;
    const pk = item.pk?.S ?? '';
    const chunks = items.filter((one) => one.pk?.S === pk && one.sk?.S?.startsWith('B#'));
    checkBatch(readBatch(item), chunks, made.get(pk) ?? []);
    made.delete(pk);
  }
  same('batch-lines', 'payments of batches that are not there', [...made.keys()], []);
};
