import { BadFile } from '../bad-file.ts';

/** Takes bytes to text, strictly: a byte that is no UTF-8 ends it. */
export interface Utf8 {
  readonly push: (bytes: Uint8Array) => string;
  readonly end: () => void;
}

const UTF16_MARKS: readonly (readonly [number, number])[] = [
  [0xfe, 0xff],
  [0xff, 0xfe],
  [0x00, 0x3c],
  [0x3c, 0x00],
];

const encodingFault = (line: number): BadFile =>
  new BadFile('encoding', { line, pointer: '' }, 'The file is not UTF-8. Send it in UTF-8.');

/** `line` is asked for where it fails. */
export const utf8 = (line: () => number): Utf8 => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let first: readonly number[] = [];
  return {
    push: (bytes) => {
      if (first.length < 2) {
        first = [...first, ...bytes.subarray(0, 2)].slice(0, 2);
        if (UTF16_MARKS.some(([one, two]) => first[0] === one && first[1] === two)) throw encodingFault(1);
      }
      try {
        return decoder.decode(bytes, { stream: true });
      } catch {
        throw encodingFault(line());
      }
    },
    end: () => {
      try {
        decoder.decode();
      } catch {
        throw new BadFile('cut', { line: line(), pointer: '' }, 'The file ends within a character. Send all of it.');
      }
    },
  };
};
