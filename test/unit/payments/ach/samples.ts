import { present } from '../../../../functions/kernel/core/assert.ts';
import { parseCivilDate } from '../../../../functions/kernel/values/civil-date.ts';
import { parseRoutingNumber } from '../../../../functions/kernel/values/routing-number.ts';
import type { AchBatch, AchEntry, AchFile } from '../../../../functions/payments/rails/ach/format/ach-file.ts';
import { achTotalsOf } from '../../../../functions/payments/rails/ach/format/ach-totals.ts';
import { writeNacha } from '../../../../functions/payments/rails/ach/format/write-nacha.ts';

export const routing = (text: string) => present(parseRoutingNumber(text), 'a routing number of a test is valid');
export const date = (text: string) => present(parseCivilDate(text), 'a date of a test exists');

export const entry = (changes: Partial<AchEntry> = {}): AchEntry => ({
  direction: 'credit',
  account: { routing: routing('231380104'), number: '744-5678-99', kind: 'checking' },
  amount: 12_345n,
  receiverId: 'emp-1',
  receiverName: 'Bard Ann',
  sequence: 1,
  ...changes,
});

export const batch = (entries: readonly AchEntry[], changes: Partial<AchBatch> = {}): AchBatch => ({
  entryClass: 'PPD',
  company: { name: 'Acme Corporation', id: '1121042882', description: 'PAYROLL' },
  effectiveDate: date('2026-12-01'),
  totals: achTotalsOf(entries),
  entries,
  ...changes,
});

export const file = (batches: readonly AchBatch[], changes: Partial<AchFile> = {}): AchFile => ({
  destination: { routing: routing('121042882'), name: 'Wells Fargo' },
  origin: { id: '1121042882', name: 'Acme Corporation' },
  originatingBank: routing('121042882'),
  createdOn: date('2026-11-30'),
  createdAt: '14:05',
  idModifier: 'A',
  batches,
  ...changes,
});

export const written = async (one: AchFile): Promise<string> => {
  let text = '';
  for await (const piece of writeNacha(one)) text += piece;
  return text;
};
