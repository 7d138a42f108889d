import { common } from '../../../kernel/core/common-problems.ts';
import type { Problem } from '../../../kernel/core/problem.ts';
import { BadFile } from '../../../kernel/formats/bad-file.ts';
import { paymentProblems } from '../../contract/problems.ts';
import { BATCH_LINES_MAX, type ClientMessage } from '../../model/batch.ts';
import type { ClientFile, ClientFileLine, ClientFilePart, FileFault, FilePlace } from '../../model/client-file.ts';
import type { LineFaultKind, OrderedTransfer, Pain001Item } from './format/client-order.ts';
import { readPain001 } from './format/read-pain001.ts';

type Item<Kind> = Extract<Pain001Item, { readonly kind: Kind }>;

const PROBLEMS: Readonly<Record<LineFaultKind, Problem>> = {
  structure: common.schema,
  format: common['amount-format'],
  decimals: common['amount-format'],
  'not-positive': common['amount-not-positive'],
  'too-large': common['amount-too-large'],
  currency: common['currency-unknown'],
  creditor: paymentProblems['destination-invalid'],
};

const placeOf = ({ line, pointer }: FilePlace): FilePlace => ({ line, pointer });

const bodyOf = (day: string, { creditor, remittance, ...one }: OrderedTransfer) => ({
  to: { rail: 'sepa', name: creditor.name, iban: creditor.iban, ...(creditor.bic && { bic: creditor.bic }) },
  amount: String(one.amount),
  currency: one.currency,
  ...(remittance && { reference: remittance.kind === 'structured' ? remittance.reference : remittance.text }),
  metadata: { endToEndId: one.endToEndId, ...(one.instructionId && { instructionId: one.instructionId }) },
  scheduledFor: day,
});

/** What is wrong with a payment, of several faults the first. */
const faultOf = (item: Item<'payment'> | Item<'refused'>, isTwice: boolean): FileFault | undefined => {
  if (item.kind === 'payment') {
    const at = { line: item.line, pointer: `${item.pointer}/PmtId/EndToEndId` };
    return isTwice ? { ...at, code: common.schema.slug, detail: 'EndToEndId stands in the file twice.' } : undefined;
  }
  const [first] = item.faults;
  if (first === undefined) return { ...placeOf(item), code: common.schema.slug, detail: 'It cannot be read.' };
  return { ...placeOf(first), code: PROBLEMS[first.kind].slug, detail: first.detail };
};

/** Gathers what a file says, until it is known to be whole. */
class Gathering {
  readonly parts: (Omit<ClientFilePart, 'lines'> & { readonly day: string; readonly lines: ClientFileLine[] })[] = [];
  message: ClientMessage | undefined;
  #part = '';
  #lines = 0;
  readonly #endToEndIds = new Set<string>();

  take(item: Pain001Item): void {
    if (item.kind === 'head') this.message = { id: item.messageId, form: item.version };
    else if (item.kind === 'part') {
      this.#part = item.id;
      this.parts.push({ at: placeOf(item), debtor: item.debtor.iban, day: item.executionDate, lines: [] });
    } else if (item.kind !== 'end') this.#add(item);
  }

  #add(item: Item<'payment'> | Item<'refused'>): void {
    this.#lines += 1;
    if (this.#lines > BATCH_LINES_MAX) throw new BadFile('bounds', item, `At most ${BATCH_LINES_MAX} payments.`);
    const { endToEndId } = item.kind === 'payment' ? item.payment : item;
    const instructionId = item.kind === 'payment' ? item.payment.instructionId : undefined;
    const fault = faultOf(item, endToEndId !== undefined && this.#endToEndIds.has(endToEndId));
    if (endToEndId !== undefined) this.#endToEndIds.add(endToEndId);
    const part = this.parts.at(-1);
    const body = item.kind === 'payment' && fault === undefined ? bodyOf(part?.day ?? '', item.payment) : undefined;
    part?.lines.push({ origin: { part: this.#part, endToEndId, instructionId }, at: placeOf(item), body, fault });
  }
}

const refused = ({ fault, line, pointer, message }: BadFile): ClientFile => {
  const problem = fault === 'totals' ? paymentProblems['batch-totals'] : common.schema;
  return { kind: 'refused', fault: { line, pointer, code: problem.slug, detail: message.replace(/^Line \d+: /, '') } };
};

/**
 * The payments of a client's own pain.001. What concerns one of them is a fault of its line; a count, a sum, the form and the encoding
 * refuse the file, of which nothing is known before its end.
 */
export const readClientFile = async (content: string): Promise<ClientFile> => {
  const gathering = new Gathering();
  try {
    for await (const item of readPain001([Buffer.from(content)])) gathering.take(item);
  } catch (error) {
    if (error instanceof BadFile) return refused(error);
    throw error;
  }
  const { message, parts } = gathering;
  if (message === undefined) throw new Error('a file that was read has a head');
  return { kind: 'read', message, parts: parts.map(({ at, debtor, lines }) => ({ at, debtor, lines })) };
};
