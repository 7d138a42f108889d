import type { Catalog, Component } from '../../functions/catalog/model/catalog.ts';
import { plain } from '../client/answers.ts';
import { CommandFailure } from '../client/problem-error.ts';

/** More than this many letters apart, and a name was meant for something else. */
const DISTANCE_MAX = 4;
const SHOWN_MAX = 3;
/** Longer than any component's name. */
const NAME_MAX = 200;

/** Levenshtein's: letters to add, remove or exchange. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
};

const shortName = (id: string): string => id.slice(id.indexOf('/') + 1);

/** Names that begin alike, or are a few letters away, the nearest first; of the whole name or of what stands behind the domain. */
export const nearest = (asked: string, ids: readonly string[]): readonly string[] => {
  const word = asked.slice(0, NAME_MAX).toLowerCase();
  return ids
    .map((id) => ({
      id,
      far: Math.min(distance(word, id.toLowerCase()), distance(word, shortName(id).toLowerCase())),
      holds: id.toLowerCase().includes(word),
    }))
    .filter(({ far, holds }) => holds || far <= Math.min(DISTANCE_MAX, Math.ceil(word.length / 3)))
    .sort((a, b) => a.far - b.far || (a.id < b.id ? -1 : 1))
    .slice(0, SHOWN_MAX)
    .map(({ id }) => id);
};

const quoted = (ids: readonly string[]): string => ids.map((id) => `"${id}"`).join(' or ');

/**
 * A component by its id, or by what stands behind the domain where only one is called so.
 *
 * @throws CommandFailure that names what was probably meant
 */
export const findComponent = ({ components }: Catalog, asked: string): Component => {
  const named = components.filter(({ id }) => id === asked);
  const found = named.length > 0 ? named : components.filter(({ id }) => shortName(id) === asked);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1)
    throw new CommandFailure(
      `${found.length} components are called ${plain(asked)}: say ${quoted(found.map(({ id }) => id))}.`,
    );
  const meant = nearest(
    asked,
    components.map(({ id }) => id),
  );
  const hint = meant.length === 0 ? 'See "folio catalog show".' : `Did you mean ${quoted(meant)}?`;
  throw new CommandFailure(`There is no component '${plain(asked)}'. ${hint}`);
};
