import { derivedId } from '../../../kernel/values/ids.ts';
import type { Batch, ClientMessage } from '../../model/batch.ts';
import type { ReportLine } from '../../model/batch-view.ts';
import { type Payment, type PublicState, publicState } from '../../model/payment.ts';
import { statusReasonOf } from '../../rails/sepa/format/status-reasons.ts';
import type { ReportedPart, ReportedStatus, ReportedTransfer } from '../../rails/sepa/format/status-report.ts';
import { writePain002 } from '../../rails/sepa/format/write-pain002.ts';
import { findPayments } from '../../store/queries/payments.ts';
import type { ApiDeps } from './deps.ts';

/** A payment that is settled stays so: what comes back afterwards is another message's to say. */
const STATUSES: Readonly<Record<PublicState, ReportedStatus>> = {
  scheduled: 'ACTC',
  awaiting_approval: 'PDNG',
  processing: 'ACSP',
  settled: 'ACSC',
  refunded: 'ACSC',
  partially_refunded: 'ACSC',
  returned: 'ACSC',
  canceled: 'CANC',
  failed: 'RJCT',
};

/** ExternalStatusReason1Code for what is refused here; what has none of its own is told in words (NARR). */
const REASONS: Readonly<Record<string, string>> = {
  schema: 'FF01',
  'amount-format': 'AM09',
  'amount-not-positive': 'AM01',
  'amount-too-large': 'AM02',
  'currency-unknown': 'CURR',
  'currency-unsupported': 'CURR',
  'currency-mismatch': 'CURR',
  'date-format': 'DT01',
  'date-window': 'DT01',
  'limit-exceeded': 'AM14',
  'insufficient-funds': 'AM04',
  'account-frozen': 'AC06',
  'account-closed': 'AC04',
};
const ELEMENTS: Readonly<Record<string, string>> = { IBAN: 'AC03', BICFI: 'RC04', BIC: 'RC04', FinInstnId: 'RC04' };

interface Why {
  readonly code: string;
  readonly detail: string;
  readonly pointer?: string | undefined;
}

const reasonOf = ({ code, detail, pointer = '' }: Why): ReportedTransfer['reason'] => {
  const banks = statusReasonOf(code) === undefined ? undefined : code;
  const byElement = code === 'destination-invalid' ? ELEMENTS[pointer.slice(pointer.lastIndexOf('/') + 1)] : undefined;
  return { code: banks ?? byElement ?? REASONS[code] ?? 'NARR', information: detail };
};

const statusOf = (
  { refused }: ReportLine,
  payment: Payment | undefined,
): Pick<ReportedTransfer, 'status' | 'reason'> => {
  if (refused !== undefined) return { status: 'RJCT', reason: reasonOf(refused) };
  if (payment === undefined) return { status: 'PDNG', reason: undefined };
  const { failure } = payment;
  return { status: STATUSES[publicState(payment)], reason: failure === undefined ? undefined : reasonOf(failure) };
};

/** The report on a client's own file, with how far its payments have come by now. */
export const painReport = async (
  deps: ApiDeps,
  { tenant, id }: Batch,
  message: ClientMessage,
  lines: readonly ReportLine[],
): Promise<string> => {
  const made = lines.flatMap(({ paymentId }) => paymentId ?? []);
  const payments = await findPayments(deps, tenant, made);
  const parts: { id: string; transfers: ReportedTransfer[] }[] = [];
  for (const line of lines) {
    const { part = '', endToEndId, instructionId } = line.origin ?? {};
    const payment = payments.get(line.paymentId ?? '');
    if (parts.at(-1)?.id !== part) parts.push({ id: part, transfers: [] });
    const told = { endToEndId, instructionId, statusId: payment?.id, ...statusOf(line, payment) };
    parts.at(-1)?.transfers.push(told);
  }
  const createdAt = deps.clock.now();
  return writePain002({
    messageId: derivedId('rpt-', id, String(createdAt)),
    createdAt,
    original: { messageId: message.id, version: message.form },
    parts: parts satisfies readonly ReportedPart[],
  });
};
