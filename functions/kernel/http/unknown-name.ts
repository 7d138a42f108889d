const CHARS_MAX = 64;
/** Control and format characters, unassigned ones and line breaks: what could hide or turn around the rest of a line. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * The name of a property or parameter that no schema knows, as an answer may show it. It is the one piece of a request that is
 * ever said back: whoever misspells a name has to learn which. A value never is. A name is short, stands in JSON, goes to nobody
 * but its sender, and reaches no log.
 */
export const shownName = (name: string): string => {
  const short = name.length > CHARS_MAX ? `${name.slice(0, CHARS_MAX - 1)}…` : name;
  return short.replaceAll(HIDDEN, '\ufffd');
};
