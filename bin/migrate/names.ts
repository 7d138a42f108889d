import { createHash } from 'node:crypto';
import { ACCOUNT_ID } from '../../functions/ledger/contract/ids.ts';

const ID_CHARS_MAX = 64;
const DIGEST_CHARS = 16;

/** What is left of a name that is no id, with a digest of the whole, so that no two names get one id. */
const digested = (name: string, prefix: string): string => {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, DIGEST_CHARS);
  const room = ID_CHARS_MAX - prefix.length - DIGEST_CHARS - 1;
  const slug = name.replaceAll(/[^A-Za-z0-9_.:-]+/g, '-').slice(0, room);
  return `${prefix}${/^[A-Za-z0-9]/.test(prefix + slug) ? slug : `x${slug.slice(1)}`}.${digest}`;
};

/** A name that is an id is its own id. */
const idOf = (name: string, prefix: string): string =>
  ACCOUNT_ID.test(prefix + name) ? prefix + name : digested(name, prefix);

/**
 * Ids for the accounts of a source, by name and currency. An account of Folio has one currency: the first one that a name is used
 * with has the name for its id, each further one the name with its code behind a point. They follow from the order in which a source
 * uses them, so that a later export of the same books finds the same ids.
 */
export class AccountNames {
  readonly #prefix: string;
  readonly #taken: ReadonlySet<string>;
  readonly #ids = new Map<string, Map<string, string>>();

  /** @param names of all accounts of the source: none of them may be the further currency of another */
  constructor(names: ReadonlySet<string>, prefix: string) {
    this.#taken = names;
    this.#prefix = prefix;
  }

  id(name: string, currency: string): string {
    const ids = this.#ids.get(name) ?? new Map<string, string>();
    this.#ids.set(name, ids);
    const known = ids.get(currency);
    if (known !== undefined) return known;
    const further = `${name}.${currency}`;
    const made =
      ids.size === 0
        ? idOf(name, this.#prefix)
        : this.#taken.has(further)
          ? digested(`${name}\n${currency}`, this.#prefix)
          : idOf(further, this.#prefix);
    ids.set(currency, made);
    return made;
  }
}
