import { booked, type NamedLine, type TakenStatement } from './taken-statement.ts';

const sameBooking = (a: NamedLine, b: NamedLine): boolean =>
  (a.line.bankReference !== undefined && a.line.bankReference === b.line.bankReference) ||
  (a.line.endToEndId !== undefined && a.line.endToEndId === b.line.endToEndId);

const placeOf = ({ account, currency }: TakenStatement, { line }: NamedLine): string =>
  JSON.stringify([account, currency, line.bookedOn, String(line.amount)]);

/** What the statement leaves open of a booking, the notification may tell: the payments of a batch above all. */
const withNotified = (stated: NamedLine, { line: told }: NamedLine): NamedLine => {
  const { line } = stated;
  return {
    id: stated.id,
    line: {
      ...line,
      valueOn: line.valueOn ?? told.valueOn,
      ownerReference: line.ownerReference ?? told.ownerReference,
      bankReference: line.bankReference ?? told.bankReference,
      endToEndId: line.endToEndId ?? told.endToEndId,
      counterparty: line.counterparty ?? told.counterparty,
      counterpartyAccount: line.counterpartyAccount ?? told.counterpartyAccount,
      remittance: line.remittance ?? told.remittance,
      parts: line.parts.length > 0 ? line.parts : told.parts,
    },
  };
};

/**
 * A notification tells bookings that the account's statement holds again. Beside statements it moves nothing: it tells more of their
 * lines, each once, by day, amount and a reference of the bank or end to end. What no statement holds is given back.
 */
export const withNotifications = (
  statements: readonly TakenStatement[],
): { readonly statements: readonly TakenStatement[]; readonly unstated: readonly NamedLine[] } => {
  const own = statements.filter(({ notifies }) => !notifies);
  if (own.length === 0 || own.length === statements.length) return { statements, unstated: [] };
  const open = new Map<string, NamedLine[]>();
  for (const one of own)
    for (const named of booked(one.lines)) {
      const place = placeOf(one, named);
      const there = open.get(place);
      if (there === undefined) open.set(place, [named]);
      else there.push(named);
    }
  const unstated = new Map<string, NamedLine>();
  const told = new Map<NamedLine, NamedLine>();
  const seen = new Set<string>();
  for (const one of statements.filter(({ notifies }) => notifies))
    for (const named of booked(one.lines)) {
      if (seen.has(named.id)) continue;
      seen.add(named.id);
      const there = open.get(placeOf(one, named)) ?? [];
      const at = there.findIndex((stated) => sameBooking(stated, named));
      const [stated] = at < 0 ? [] : there.splice(at, 1);
      if (stated === undefined) unstated.set(named.id, named);
      else told.set(stated, withNotified(stated, named));
    }
  return {
    statements: own.map((one) => ({ ...one, lines: one.lines.map((named) => told.get(named) ?? named) })),
    unstated: [...unstated.values()],
  };
};
