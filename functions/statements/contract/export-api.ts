import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { pageShape } from '../../kernel/http/paging.ts';
import { BASES } from './bases.ts';
import { statementProblems as of } from './problems.ts';
import { day } from './values.ts';

export const JOURNAL_FORMATS = ['beancount', 'hledger', 'csv', 'jsonl'] as const;
export type JournalFormatName = (typeof JOURNAL_FORMATS)[number];

export const exportJournal = defineOperation({
  operationId: 'exportJournal',
  method: 'GET',
  path: '/v1/exports/journal',
  summary: 'The journal in the words of another tool, oldest first.',
  description:
    'An answer has about 1,000 transactions at most. While there are more, its header `Link` has the next piece (`rel="next"`, RFC 8288): written behind each other the pieces are one file. `beancount` and `hledger` accept it; `csv` and `jsonl` are what `folio import` takes, `csv` without metadata. Of the whole journal, for which no day is said, the last piece of the first two asserts the balance of each account that has not moved since the first one was asked for: a transaction that was not listed yet is noticed. A hold stands on its own day, with what has been posted of it so far. Days are UTC.',
  scopes: ['statements:read'],
  query: z.strictObject({
    format: z.enum(JOURNAL_FORMATS).meta({ examples: ['beancount'] }),
    from: day.optional().meta({ description: 'The first day; all from the beginning unless said.' }),
    to: day.optional().meta({ description: 'The last day; all up to now unless said.' }),
    basis: z.enum(BASES).optional().meta({
      description:
        'Whether a transaction belongs to the day on which it counts (effective, unless said) or was made (booked). By the second, days in a row have each transaction once.',
    }),
    cursor: pageShape.cursor.meta({ description: 'As the header `Link` of the piece before has it.' }),
  }),
  idempotency: 'none',
  replies: { 200: z.string().meta({ contentMediaType: 'text/plain' }) },
  problems: [common['over-budget'], common['cursor-invalid'], of['statement-days'], of['journal-too-dense']],
});

export const exportOperations = [exportJournal] as const;
