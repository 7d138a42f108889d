import type { z } from 'zod';
import { assert } from '../core/assert.ts';
import { common, said } from '../core/common-problems.ts';
import type { Operation } from '../core/operation.ts';
import { type Fault, type Problem, Refusal } from '../core/problem.ts';
import { FAULTS_MAX } from '../values/bounded.ts';
import { shownName } from './unknown-name.ts';

type Issue = z.core.$ZodIssue;

const escapePointer = (step: PropertyKey): string => String(step).replaceAll('~', '~0').replaceAll('/', '~1');
/** RFC 6901. Names that a schema knows and places in lists, and at the end of some a name as `shownName` gives it. */
export const pointer = (path: readonly PropertyKey[]): string => path.map((step) => `/${escapePointer(step)}`).join('');

interface Found {
  readonly problem: Problem;
  readonly fault: Fault;
}

/** One issue for each name, since each has a place of its own. */
const unknownNames = (issue: z.core.$ZodIssueUnrecognizedKeys): readonly Issue[] =>
  issue.keys.slice(0, FAULTS_MAX).map((key) => {
    const name = shownName(key);
    return { ...issue, keys: [name], path: [...issue.path, name] };
  });

/** Of a union that branch counts which the value was meant for: the one whose own type it has. */
const leaves = (issue: Issue): readonly Issue[] => {
  if (issue.code === 'unrecognized_keys') return unknownNames(issue);
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find(
    (branch) => branch.length > 0 && branch.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  if (meant === undefined) return [issue];
  return meant.flatMap((inner) => leaves({ ...inner, path: [...issue.path, ...inner.path] }));
};

/** For a person, and never a word of the input: a task's refusal goes into a log, and zod's own text would quote names. */
export const detailOf = (issue: Issue): string => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.length === 1 ? 'One unknown property.' : `${issue.keys.length} unknown properties.`;
  }
  if (issue.code === 'invalid_key') return 'A name has the wrong form.';
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) {
    return `Required: ${issue.expected}.`;
  }
  return issue.message;
};

/** `detailOf` for an answer: it also quotes the unknown property's name, which only the sender gets, and no log. */
const publicDetail = (issue: Issue): string =>
  issue.code === 'unrecognized_keys' ? `Unknown: "${issue.keys[0] ?? ''}".` : detailOf(issue);

/** What cannot be read comes before what breaks a rule; within each, the order of the request. */
const rank = ({ problem }: Found): number => (problem.status === 400 ? 0 : 1);

/**
 * All faults of one part of a request, as one refusal. Its problem is that of the first fault of status 400, else of the first of
 * 422: a malformed request comes before a broken rule.
 *
 * @param fallback what a schema that names no problem of its own (`says`) means
 * @param prefix what pointers start with: nothing for the body, `query` for the query
 */
export const faultsRefusal = (
  issues: readonly Issue[],
  operation: Pick<Operation, 'problems'>,
  fallback: Problem,
  prefix = '',
): Refusal => {
  const known = new Map<string, Problem>();
  for (const problem of [...Object.values(common), ...operation.problems]) known.set(problem.slug, problem);
  const found = issues.flatMap(leaves).map((issue): Found => {
    const told = said(issue.message);
    const problem = told === undefined ? fallback : (known.get(told.slug) ?? fallback);
    return { problem, fault: { pointer: prefix + pointer(issue.path), detail: told?.detail ?? publicDetail(issue) } };
  });
  const [first, ...others] = found.sort((a, b) => rank(a) - rank(b));
  assert(first !== undefined, 'a schema that refuses says why');
  const faults = [first, ...others].slice(0, FAULTS_MAX).map(({ fault }) => fault);
  return new Refusal(first.problem, first.fault.detail, faults);
};
