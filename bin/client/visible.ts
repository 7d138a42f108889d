/**
 * What would move the cursor, colour or clear a terminal, or turn the rest of a line around: controls but for the end of a line and a
 * tab, line separators, and the marks of the bidirectional algorithm (UAX #9). Joiners stay: names are written with them.
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Another's words as they may stand on a terminal, line by line. */
export const visible = (text: string): string => text.replace(HIDDEN, '\ufffd');

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A JSON document that does nothing to a terminal and says the same. */
export const jsonText = (value: unknown, indent?: number): string =>
  // What is left of them after JSON's own escapes stands in texts.
  JSON.stringify(value, null, indent).replace(HIDDEN, escaped);
