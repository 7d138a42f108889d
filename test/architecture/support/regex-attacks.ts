import type { AST } from '@eslint-community/regexpp';
import { type Parsed, stepsOf } from './regex-steps.ts';

/** What ends a run: most expressions refuse one of them; others only a character of their own that comes twice. */
const SUFFIXES = ['', '\u0000', '!', ' '];
const ownSuffixes = (raw: string): readonly string[] =>
  [...new Set(raw.match(/[^\w\s\\]/g) ?? [])].slice(0, 6).map((char) => char + char);

/** Lengths of which each is compared with its double: the last is past every small bound of a repetition. */
const LENGTHS = [150, 600, 1_200];
/** A linear expression takes twice the steps on twice the text; a quadratic one four times. */
export const GROWTH_MAX = 2.6;
const PUMPS_MAX = 240;
const PROBES = ' a0A_-.:/"<{}$\\\n=,&@[';

/** One character that a class takes. */
const sampleChar = (raw: string, flags: AST.Flags): string => {
  const one = new RegExp(`^(?:${raw})$`, `${flags.ignoreCase ? 'i' : ''}${flags.dotAll ? 's' : ''}`);
  for (const char of PROBES) if (one.test(char)) return char;
  for (let code = 0; code < 256; code += 1) if (one.test(String.fromCharCode(code))) return String.fromCharCode(code);
  return '';
};

/** A text that the element matches, its repetitions at their least but for one. */
const sample = (node: AST.Element, flags: AST.Flags): string => {
  switch (node.type) {
    case 'Character':
      return String.fromCodePoint(node.value);
    case 'CharacterSet':
    case 'CharacterClass':
      return sampleChar(node.raw, flags);
    case 'Group':
    case 'CapturingGroup':
      return sampleAll(node.alternatives[0]?.elements ?? [], flags);
    case 'Quantifier':
      return sample(node.element, flags).repeat(Math.max(1, Math.min(node.min, 40)));
    default:
      return '';
  }
};
const sampleAll = (elements: readonly AST.Element[], flags: AST.Flags): string =>
  elements.map((element) => sample(element, flags)).join('');

interface Attack {
  readonly prefix: string;
  readonly pump: string;
}

/** All that can be repeated: each run of neighbours in each sequence, behind what has to stand before them. */
const attacksOf = ({ pattern, flags }: Parsed): readonly Attack[] => {
  const found = new Map<string, Attack>();
  const add = (prefix: string, pump: string) => {
    if (pump !== '') found.set(`${prefix}\u0000${pump}`, { prefix, pump });
  };
  const inElement = (prefix: string, node: AST.Element): void => {
    if (node.type === 'Quantifier') inElement(prefix, node.element);
    if (node.type === 'CharacterClass') {
      for (const element of node.elements) if (!node.negate) add(prefix, sampleChar(`[${element.raw}]`, flags));
    }
    if (node.type === 'Group' || node.type === 'CapturingGroup' || node.type === 'Assertion') {
      const alternatives = 'alternatives' in node ? node.alternatives : [];
      for (const { elements } of alternatives) inSequence(prefix, elements);
    }
  };
  const inSequence = (before: string, elements: readonly AST.Element[]): void => {
    for (let from = 0; from < elements.length; from += 1) {
      const prefix = before + sampleAll(elements.slice(0, from), flags);
      const node = elements[from] as AST.Element;
      for (let to = from + 1; to <= Math.min(elements.length, from + 12); to += 1) {
        const pump = sampleAll(elements.slice(from, to), flags);
        add(prefix, pump);
        add('', pump);
      }
      inElement(prefix, node);
    }
  };
  for (const { elements } of pattern.alternatives) inSequence('', elements);
  for (const char of PROBES) for (const { prefix } of [...found.values()].slice(0, 8)) add(prefix, char);
  return [...found.values()].slice(0, PUMPS_MAX);
};

/** What can repeat itself often enough to matter; without such a part the work at each place is bounded by the expression. */
const UNBOUNDED = /[*+]|\{\d+,\}|\{\d*,?\d{3,}\}/;

/** A text on which the steps of an expression grow faster than its length; undefined where none was found. */
export const superlinearOn = (expression: Parsed): string | undefined => {
  if (!UNBOUNDED.test(expression.pattern.raw)) return undefined;
  const grows = (text: (length: number) => string): boolean =>
    LENGTHS.every((length) => {
      const short = stepsOf(expression, text(length));
      const long = short === undefined ? undefined : stepsOf(expression, text(2 * length));
      return short === undefined || long === undefined || long / short > GROWTH_MAX;
    });
  for (const { prefix, pump } of attacksOf(expression)) {
    for (const suffix of [...SUFFIXES, ...ownSuffixes(expression.pattern.raw)]) {
      if (grows((length) => prefix + pump.repeat(Math.ceil(length / pump.length)) + suffix)) {
        return JSON.stringify(`${prefix}(${pump})*${suffix}`);
      }
    }
  }
  return undefined;
};
