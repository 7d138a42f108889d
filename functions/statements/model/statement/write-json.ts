import { bigintJson } from '../../../kernel/values/bigint-json.ts';
import type { AccountStatement } from './account-statement.ts';

/** One JSON document; amounts are texts of minor units, as everywhere in the API. */
export function* writeJson(statement: AccountStatement): Generator<string> {
  const { lines, in: incoming, ...head } = statement;
  const { opening, closing, out, complete, ...named } = head;
  yield `${bigintJson({ ...named, opening }).slice(0, -1)},"lines":[`;
  for (const [index, line] of lines.entries()) yield `${index === 0 ? '' : ','}\n${bigintJson(line)}`;
  yield `],${bigintJson({ in: incoming, out, closing, complete }).slice(1)}\n`;
}
