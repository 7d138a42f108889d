import { booked, type NamedLine, type TakenStatement } from './taken-statement.ts';

/** Where the same booking is found: by day and amount, under the bank's reference and the one end to end. */
const placesOf = ({ account, currency }: TakenStatement, { line }: NamedLine): readonly string[] => {
  const { bankReference, endToEndId } = line;
  const under = (kind: string, reference: string | undefined): readonly string[] =>
    reference === undefined
      ? []
      : [JSON.stringify([account, currency, line.bookedOn, String(line.amount), kind, reference])];
  return [...under('bank', bankReference), ...under('end', endToEndId)];
};

/** Lines of statements that no notification has told more of yet, in their order. */
class Untold {
  readonly #at = new Map<
    string,
    { readonly lines: { readonly place: number; readonly named: NamedLine }[]; next: number }
  >();
  readonly #told = new Set<NamedLine>();
  #count = 0;

  add(places: readonly string[], named: NamedLine): void {
    const one = { place: this.#count, named };
    this.#count += 1;
    for (const place of places) {
      const there = this.#at.get(place);
      if (there === undefined) this.#at.set(place, { lines: [one], next: 0 });
      else there.lines.push(one);
    }
  }

  /** The first of them at any of these places. Each line is passed over once at each of its own. */
  take(places: readonly string[]): NamedLine | undefined {
    const firsts = places.flatMap((place) => {
      const there = this.#at.get(place);
      if (there === undefined) return [];
      for (; there.next < there.lines.length; there.next += 1) {
        const one = there.lines[there.next];
        if (one !== undefined && !this.#told.has(one.named)) return [one];
      }
      return [];
    });
    const [first] = firsts.toSorted((a, b) => a.place - b.place);
    if (first !== undefined) this.#told.add(first.named);
    return first?.named;
  }
}

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
 *
 * @param isStated whether the account has statements, though none of them may be among these
 */
export const withNotifications = (
  statements: readonly TakenStatement[],
  isStated = statements.some(({ notifies }) => !notifies),
): { readonly statements: readonly TakenStatement[]; readonly unstated: readonly NamedLine[] } => {
  const own = statements.filter(({ notifies }) => !notifies);
  if (!isStated || own.length === statements.length) return { statements, unstated: [] };
  const open = new Untold();
  for (const one of own) for (const named of booked(one.lines)) open.add(placesOf(one, named), named);
  const unstated = new Map<string, NamedLine>();
  const told = new Map<NamedLine, NamedLine>();
  const seen = new Set<string>();
  for (const one of statements.filter(({ notifies }) => notifies))
    for (const named of booked(one.lines)) {
      if (seen.has(named.id)) continue;
      seen.add(named.id);
      const stated = open.take(placesOf(one, named));
      if (stated === undefined) unstated.set(named.id, named);
      else told.set(stated, withNotified(stated, named));
    }
  return {
    statements: own.map((one) => ({ ...one, lines: one.lines.map((named) => told.get(named) ?? named) })),
    unstated: [...unstated.values()],
  };
};
