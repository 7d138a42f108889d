import * as z from 'zod';
import { plain } from './answers.ts';

/** What a person has to look at, as far as the command line reads it. */
export const bankTask = z.looseObject({
  id: z.string(),
  state: z.string(),
  reason: z.string(),
  file: z.string(),
  place: z.string().nullable(),
  payment: z.string().nullable(),
  code: z.string().nullable(),
  detail: z.string(),
  createdAt: z.string(),
});
export const taskPage = z.looseObject({ data: z.array(bankTask), nextCursor: z.string().nullable() });

/** One line for a list. */
export const taskLine = ({
  id,
  state,
  reason,
  file,
  place,
  payment,
  code,
  detail,
  createdAt,
}: z.infer<typeof bankTask>) =>
  [
    id,
    createdAt.slice(0, 19),
    state.padEnd(6),
    plain(reason),
    plain(payment ?? file),
    `${plain(detail)} (${[code, place].flatMap((one) => (one === null ? [] : [plain(one)])).join(', ')})`,
  ].join('  ');
