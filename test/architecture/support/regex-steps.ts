import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** A backtracking matcher that counts: what V8 does in the worst case, in steps and not in seconds. */

type Next = (at: number) => boolean;
/** Tries to match at a place and goes on with `next`. */
type Matcher = (at: number, next: Next) => boolean;

/** More steps than any linear expression takes on a text of the lengths used here. */
const STEPS_MAX = 400_000;
class TooManySteps extends Error {}

type CharTest = (code: number) => boolean;
const WORD = (code: number): boolean => /\w/.test(String.fromCharCode(code));

const charTest = (
  node: AST.Character | AST.CharacterSet | AST.CharacterClass | AST.CharacterClassElement,
  flags: AST.Flags,
): CharTest => {
  switch (node.type) {
    case 'Character': {
      const text = String.fromCodePoint(node.value);
      if (!flags.ignoreCase) return (code) => code === node.value;
      const folded = new Set([text.toLowerCase(), text.toUpperCase()]);
      return (code) => folded.has(String.fromCharCode(code));
    }
    case 'CharacterClassRange': {
      const inside: CharTest = (code) => code >= node.min.value && code <= node.max.value;
      if (!flags.ignoreCase) return inside;
      return (code) => {
        const text = String.fromCharCode(code);
        return inside(text.toLowerCase().charCodeAt(0)) || inside(text.toUpperCase().charCodeAt(0));
      };
    }
    case 'CharacterSet': {
      if (node.kind === 'any') return (code) => flags.dotAll || (code !== 10 && code !== 13);
      const set = new RegExp(`^${node.raw}$`, flags.unicode ? 'u' : '');
      return (code) => set.test(String.fromCharCode(code));
    }
    case 'CharacterClass': {
      const tests = node.elements.map((element) => charTest(element, flags));
      return (code) => tests.some((test) => test(code)) !== node.negate;
    }
    default:
      throw new Error(`${node.raw} is not understood here: write the expression in a simpler way`);
  }
};

/** The number of characters that alternatives match, where it is one number. */
const widthOf = (alternatives: readonly AST.Alternative[]): number => {
  const widths = new Set(
    alternatives.map(({ elements }) =>
      elements.reduce((sum, element) => {
        if (element.type === 'Character' || element.type === 'CharacterSet' || element.type === 'CharacterClass') {
          return sum + 1;
        }
        throw new Error(`${element.raw} in a look-behind is not understood here`);
      }, 0),
    ),
  );
  const [width] = widths;
  if (widths.size !== 1 || width === undefined) throw new Error('a look-behind has one width');
  return width;
};

/** Compiles an expression for one text; each character that is looked at is a step. */
const matcherOf = (pattern: AST.Pattern, flags: AST.Flags, text: string, step: () => void): Matcher => {
  const assertion = (node: AST.Assertion): Matcher => {
    if (node.kind === 'start') return (at, next) => at === 0 && next(at);
    if (node.kind === 'end') return (at, next) => at === text.length && next(at);
    if (node.kind === 'word') {
      const boundary = (at: number) => WORD(text.charCodeAt(at - 1)) !== WORD(text.charCodeAt(at));
      return (at, next) => boundary(at) !== node.negate && next(at);
    }
    const { kind, negate, alternatives } = node as AST.LookaroundAssertion;
    const inner = either(alternatives);
    if (kind === 'lookahead') return (at, next) => inner(at, () => true) !== negate && next(at);
    const width = widthOf(alternatives);
    return (at, next) => (at >= width && inner(at - width, () => true)) !== negate && next(at);
  };
  const quantified = ({ min, max, greedy, element }: AST.Quantifier): Matcher => {
    const one = of(element);
    const from = (count: number, at: number, next: Next): boolean => {
      const again = () => count < max && one(at, (end) => (end > at || count < min) && from(count + 1, end, next));
      if (count < min) return again();
      return greedy ? again() || next(at) : next(at) || again();
    };
    return (at, next) => from(0, at, next);
  };
  const of = (node: AST.Element): Matcher => {
    switch (node.type) {
      case 'Character':
      case 'CharacterSet':
      case 'CharacterClass': {
        const test = charTest(node, flags);
        return (at, next) => {
          step();
          return at < text.length && test(text.charCodeAt(at)) && next(at + 1);
        };
      }
      case 'Group':
      case 'CapturingGroup':
        return either(node.alternatives);
      case 'Quantifier':
        return quantified(node);
      case 'Assertion':
        return assertion(node);
      default:
        throw new Error(`${node.raw} is not understood here: write the expression in a simpler way`);
    }
  };
  const sequence = (elements: readonly AST.Element[]): Matcher =>
    elements.map(of).reduceRight<Matcher>(
      (rest, first) => (at, next) => first(at, (end) => rest(end, next)),
      (at, next) => next(at),
    );
  const either = (alternatives: readonly AST.Alternative[]): Matcher => {
    const all = alternatives.map(({ elements }) => sequence(elements));
    return (at, next) => all.some((one) => one(at, next));
  };
  return either(pattern.alternatives);
};

export interface Parsed {
  readonly pattern: AST.Pattern;
  readonly flags: AST.Flags;
}

export const parsed = (source: string, flags: string): Parsed => {
  const parser = new RegExpParser({ ecmaVersion: 2025 });
  const read = parser.parseFlags(flags);
  const unicode = { unicode: read.unicode, unicodeSets: read.unicodeSets };
  return { pattern: parser.parsePattern(source, 0, source.length, unicode), flags: read };
};

/** The steps that a search takes in `text`, from each place in turn as V8 does; undefined for more than any linear one takes. */
export const stepsOf = ({ pattern, flags }: Parsed, text: string): number | undefined => {
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps > STEPS_MAX) throw new TooManySteps();
  };
  const matcher = matcherOf(pattern, flags, text, step);
  try {
    // What matches is not the worst: replace and matchAll go on behind it, so a match only moves the start.
    for (let at = 0; at <= text.length; at += 1) {
      step();
      if (flags.sticky && at > 0) break;
      let end = -1;
      const reached = (to: number) => {
        end = to;
        return true;
      };
      if (!matcher(at, reached)) continue;
      if (!flags.global) break;
      at = Math.max(at, end - 1);
    }
    return steps;
  } catch (error) {
    if (error instanceof TooManySteps || error instanceof RangeError) return undefined;
    throw error;
  }
};
