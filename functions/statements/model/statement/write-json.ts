import type { AccountStatement } from './account-statement.ts';

/** One JSON document; amounts are texts of minor units, as everywhere in the API. */
export function* writeJson(statement: AccountStatement): Generator<string> {
  const { lines, in: incoming, ...head } = statement;
  const plain = (value: object): string =>
    JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one));
  const { opening, closing, out, complete, ...named } = head;
  yield `${plain({ ...named, opening }).slice(0, -1)},"lines":[`;
  for (const [index, line] of lines.entries()) yield `${index === 0 ? '' : ','}\n${plain(line)}`;
  yield `],${plain({ in: incoming, out, closing, complete }).slice(1)}\n`;
}
