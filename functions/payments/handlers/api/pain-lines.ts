import { common } from '../../../kernel/core/common-problems.ts';
import { type Fault, type Problem, Refusal } from '../../../kernel/core/problem.ts';
import { paymentProblems } from '../../contract/problems.ts';
import type { ClientMessage } from '../../model/batch.ts';
import type { ClientFileLine, ClientFilePart, FilePlace, ReadClientFile } from '../../model/client-file.ts';
import type { SentLine } from './batch-lines.ts';

/** Which element of a payment a member of createPayment comes from. */
const ELEMENTS: readonly (readonly [string, string])[] = [
  ['/to/name', '/Cdtr/Nm'],
  ['/to/iban', '/CdtrAcct/Id/IBAN'],
  ['/to/bic', '/CdtrAgt/FinInstnId'],
  ['/amount', '/Amt/InstdAmt'],
  ['/currency', '/Amt/InstdAmt'],
  ['/reference', '/RmtInf'],
  ['/metadata', '/PmtId'],
];

/** A fault of the file by its line and element: pointers of a file begin with `/pain001`. */
const placed = ({ line, pointer }: FilePlace, detail: string): Fault => ({
  pointer: `/pain001${pointer}`,
  detail: `Line ${line}: ${detail}`,
});

const refusedWhole = (problem: Problem, place: FilePlace, detail: string): Refusal => {
  const fault = placed(place, detail);
  return new Refusal(problem, fault.detail, [fault]);
};

const within = ({ line, pointer }: FilePlace, element: string): FilePlace => ({ line, pointer: pointer + element });

const lineOf = (line: number, from: string, part: ClientFilePart, one: ClientFileLine): SentLine => {
  const { origin, body, fault, at } = one;
  const place = ({ pointer, detail }: Fault): Fault => {
    if (pointer === '/scheduledFor') return placed(within(part.at, '/ReqdExctnDt'), detail);
    const [, element = ''] = ELEMENTS.find(([member]) => pointer.startsWith(member)) ?? [];
    return placed(within(at, element), detail);
  };
  if (fault === undefined) return { line, place, origin, value: { from, ...body } };
  // What tells it from other lines that cannot be read; its content is not kept.
  const value = { refused: [fault.pointer, origin.endToEndId ?? null] };
  return { line, place, origin, value, refused: { line, origin, code: fault.code, ...placed(fault, fault.detail) } };
};

/**
 * The payments of a client's own pain.001, each as a body of createPayment; `debtors` says which account pays for which IBAN.
 *
 * @throws Refusal `batch-totals` where a count or sum is wrong, `schema` for whatever else concerns the whole file
 */
export const painLines = async (
  read: ReadClientFile,
  content: string,
  debtors: ReadonlyMap<string, string>,
): Promise<{ readonly lines: readonly SentLine[]; readonly message: ClientMessage }> => {
  const file = await read(content);
  if (file.kind === 'refused') {
    const { code, detail } = file.fault;
    const totals = paymentProblems['batch-totals'];
    throw refusedWhole(code === totals.slug ? totals : common.schema, file.fault, detail);
  }
  const lines: SentLine[] = [];
  for (const part of file.parts) {
    const from = debtors.get(part.debtor);
    if (from === undefined)
      throw refusedWhole(
        common.schema,
        within(part.at, '/DbtrAcct'),
        'Say in debtors which account pays for its IBAN.',
      );
    for (const one of part.lines) lines.push(lineOf(lines.length + 1, from, part, one));
  }
  return { lines, message: file.message };
};
