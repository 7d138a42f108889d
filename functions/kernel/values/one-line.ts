/** A text on one line, without what no file and no terminal takes as text. */
export const onOneLine = (text: string | undefined): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out.
  (text ?? '').replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]+/g, ' ').trim();

/** At most so many characters of it, none of them cut. */
export const plainCut = (text: string | undefined, chars: number): string =>
  [...onOneLine(text)].slice(0, chars).join('').trim();
