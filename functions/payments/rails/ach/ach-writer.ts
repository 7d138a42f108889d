import { localMoment } from '../../../kernel/calendars/local-time.ts';
import { present } from '../../../kernel/core/assert.ts';
import { parseRoutingNumber, type RoutingNumber } from '../../../kernel/values/routing-number.ts';
import type { AchOriginator, FileHead, FileLine, FileWriter, Originator } from '../../model/file-rail.ts';
import { type AchDestination, isAch } from '../../model/payment.ts';
import { achMark } from './ach-ids.ts';
import type { AchBatch, AchEntry, AchTotals, EntryClass } from './format/ach-file.ts';
import { NO_ENTRIES, withEntry } from './format/ach-totals.ts';
import { writeNacha } from './format/write-nacha.ts';

const ZONE = 'America/New_York';
const CLASSES: readonly EntryClass[] = ['PPD', 'CCD'];
const DESCRIPTION = 'PAYMENT';
/** A to Z, then 0 to 9. Beyond them a file of the day is told apart by its time. */
const MODIFIERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const ofAch = (originator: Originator): AchOriginator =>
  present('companyId' in originator ? originator : undefined, 'who pays over ACH has an id as a company');
const routing = (text: string): RoutingNumber =>
  present(parseRoutingNumber(text), 'a routing number was checked when it was given');
const destinationOf = ({ to }: FileLine): AchDestination =>
  present(isAch(to) ? to : undefined, 'a file of ACH pays over ACH');
const classOf = (line: FileLine): EntryClass => destinationOf(line).entryClass ?? 'PPD';

const entryOf = (line: FileLine, sequence: number): AchEntry => {
  const { name, routingNumber, accountNumber, accountKind } = destinationOf(line);
  return {
    direction: 'credit',
    account: { routing: routing(routingNumber), number: accountNumber, kind: accountKind },
    amount: line.amount,
    receiverId: achMark(line.payment, line.createdAt),
    receiverName: name,
    addenda: line.reference,
    sequence,
  };
};

const batchOf = (
  { originator, day }: FileHead,
  entryClass: EntryClass,
  totals: AchTotals,
  entries: AsyncIterable<AchEntry>,
): AchBatch => {
  const { name, companyId, description = DESCRIPTION } = ofAch(originator);
  return { entryClass, company: { name, id: companyId, description }, effectiveDate: day, totals, entries };
};

/** One batch for each class, the lines of each in the order of the file: the totals come first, so all of it is read before. */
async function* write(head: FileHead, lines: () => AsyncIterable<FileLine>): AsyncGenerator<string> {
  const totals = new Map<EntryClass, AchTotals>();
  for await (const line of lines()) {
    const entryClass = classOf(line);
    totals.set(entryClass, withEntry(totals.get(entryClass) ?? NO_ENTRIES, entryOf(line, 1)));
  }
  let before = 0;
  const batches = CLASSES.flatMap((entryClass) => {
    const sums = totals.get(entryClass);
    if (sums === undefined) return [];
    const from = before;
    before += sums.count;
    const entries = async function* () {
      let sequence = from;
      for await (const line of lines()) {
        if (classOf(line) !== entryClass) continue;
        sequence += 1;
        yield entryOf(line, sequence);
      }
    };
    return [batchOf(head, entryClass, sums, entries())];
  });
  const originator = ofAch(head.originator);
  const { date: createdOn, time: createdAt } = localMoment(head.createdAt, ZONE);
  const bank = routing(originator.routingNumber);
  yield* writeNacha({
    destination: { routing: bank, name: originator.bankName },
    origin: { id: originator.companyId, name: originator.name },
    originatingBank: bank,
    createdOn,
    createdAt,
    idModifier: MODIFIERS[(head.number - 1) % MODIFIERS.length] ?? 'A',
    batches,
  });
}

/** ACH's files for banks: NACHA. */
export const achWriter: FileWriter = { write };
