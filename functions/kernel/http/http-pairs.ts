import { common } from '../core/common-problems.ts';
import { type Problem, Refusal } from '../core/problem.ts';
import { shownName } from './unknown-name.ts';

/** More parameters than any operation has. */
const MAX_PAIRS = 64;

const decode = (text: string): string => decodeURIComponent(text.includes('+') ? text.replaceAll('+', ' ') : text);

/**
 * `a=1&b=2`, percent-encoded in UTF-8 with `+` for a space, as queries and forms have it. Stricter than `URLSearchParams`,
 * which mends what is broken and keeps repeated names: both are refused here, since they mean different things to different
 * readers. The object has no prototype.
 */
const parsePairs = (text: string, problem: Problem, what: string): Readonly<Record<string, string>> => {
  const pairs: Record<string, string> = Object.create(null);
  if (text === '') return pairs;
  const parts = text.split('&', MAX_PAIRS + 1);
  if (parts.length > MAX_PAIRS) throw new Refusal(problem, `A ${what} has at most ${MAX_PAIRS} parameters.`);
  for (const part of parts) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    try {
      const name = decode(equals < 0 ? part : part.slice(0, equals));
      const value = equals < 0 ? '' : decode(part.slice(equals + 1));
      if (name in pairs) {
        const detail = `The ${what} names "${shownName(name)}" twice.`;
        throw new Refusal(problem, detail, [{ pointer: `${what}/${shownName(name)}`, detail }]);
      }
      pairs[name] = value;
    } catch (cause) {
      if (cause instanceof Refusal) throw cause;
      throw new Refusal(problem, `The ${what} is not percent-encoded UTF-8.`);
    }
  }
  return pairs;
};

export const parseQuery = (text: string): Readonly<Record<string, string>> => parsePairs(text, common.query, 'query');

export const parseForm = (text: string): Readonly<Record<string, string>> => parsePairs(text, common.schema, 'form');
