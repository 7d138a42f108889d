import { describe, expect, test } from '@jest/globals';
import type { Outlet } from '../../../bin/client/outlet.ts';
import { terminal } from '../../../bin/client/terminal.ts';
import { jsonText } from '../../../bin/client/visible.ts';

/** Moves the cursor, rings, turns a line around: C0, DEL, C1, separators and marks of UAX #9. */
const HOSTILE = ['\u001b[2J', '\r', '\b', '\u0007', '\u007f', '\u009b31m', '\u2028', '\u202e', '\u2066', '\u200f'];
const NAMES = ['Zoë', 'محمد', 'नेहा\u200dशर्मा', '山田太郎', 'a\tb', 'two\nlines'];

const spoken = (json: boolean, isTerminal: boolean, say: (out: ReturnType<typeof terminal>) => void): string => {
  let said = '';
  const outlet: Outlet = {
    write: (text) => {
      said += text;
    },
    ...{ isTerminal, lost: () => undefined, readerGone: new AbortController().signal },
  };
  say(terminal(json, outlet, outlet));
  return said;
};
/** What Folio itself says to a terminal: to write over its own line. */
const isHarmless = (text: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about.
  !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\u200f]/.test(text.replaceAll('\r\u001b[K', ''));

describe('what another has put into a text', () => {
  test.each(HOSTILE)('does nothing to the terminal of a line, a note or a passing state: %j', (hostile) => {
    for (const isTerminal of [true, false]) {
      const said = spoken(false, isTerminal, (out) => {
        out.line(`name ${hostile} end`);
        out.note(`name ${hostile} end`);
        out.progress(`name ${hostile} end`);
      });
      expect(said.match(/name .+ end/g)).toHaveLength(3);
      expect(isHarmless(said)).toBe(true);
    }
  });

  test.each(HOSTILE)('does nothing to a terminal in a JSON document, which says the same: %j', (hostile) => {
    const value = { name: `a ${hostile} b`, [hostile]: 1 };
    const said = spoken(true, true, (out) => out.result(value));
    expect(isHarmless(said)).toBe(true);
    expect(JSON.parse(said)).toEqual(value);
    expect(JSON.parse(jsonText(value))).toEqual(value);
  });

  test('is shown as it is where it is a name of any script', () => {
    for (const name of NAMES) expect(spoken(false, true, (out) => out.line(name))).toBe(`${name}\n`);
  });
});
