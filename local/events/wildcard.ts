import { fail } from './pattern-failure.ts';

/** The literal texts between the stars. `\*` and `\\` stand for the second character; nothing else may follow a backslash. */
const pieces = (pattern: string, name: string): readonly string[] => {
  const found: string[] = [];
  let piece = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const next = pattern.charAt(at + 1);
    if (character === '*') {
      if (next === '*') fail(name, 'wildcard has two stars in a row');
      found.push(piece);
      piece = '';
    } else if (character === '\\') {
      if (next !== '*' && next !== '\\') fail(name, 'wildcard has a backslash before something other than * and \\');
      piece += next;
      at += 1;
    } else piece += character;
  }
  return [...found, piece];
};

/** `*` stands for any text. Matched piece by piece, so no text can make it slow. @throws PatternFailure */
export const wildcard = (pattern: string, name: string): ((value: string) => boolean) => {
  const [first = '', ...rest] = pieces(pattern, name);
  const last = rest.pop();
  if (last === undefined) return (value) => value === first;
  return (value) => {
    if (!value.startsWith(first) || value.length < first.length + last.length) return false;
    let at = first.length;
    for (const piece of rest) {
      const found = value.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return value.length - last.length >= at && value.endsWith(last);
  };
};
