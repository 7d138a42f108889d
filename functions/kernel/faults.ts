import type { z } from 'zod';
import { assert } from './assert.ts';
import { common, said } from './common-problems.ts';
import type { Operation } from './operation.ts';
import { type Fault, type Problem, Refusal } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** Places listed in one answer; whoever mends these sees the next ones. */
export const FAULTS_MAX = 20;

const escapePointer = (step: PropertyKey): string => String(step).replaceAll('~', '~0').replaceAll('/', '~1');
/** RFC 6901. Only names that a schema knows and places in lists come this far: an unknown name is never part of a path. */
export const pointer = (path: readonly PropertyKey[]): string => path.map((step) => `/${escapePointer(step)}`).join('');

interface Found {
  readonly problem: Problem;
  readonly fault: Fault;
}

/** Of a union that branch counts which the value was meant for: the one whose own type it has. */
const leaves = (issue: Issue): readonly Issue[] => {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find((branch) => branch.length > 0 && branch.every((inner) => inner.path.length > 0));
  if (meant === undefined) return [issue];
  return meant.flatMap((inner) => leaves({ ...inner, path: [...issue.path, ...inner.path] }));
};

/** For a person, and never a word of the input: zod's own text would quote the names of unknown properties. */
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

/** What cannot be read comes before what breaks a rule; within each, the order of the request. */
const rank = ({ problem }: Found): number => (problem.status === 400 ? 0 : 1);

/**
 * All faults of one part of a request, as the refusal that its first one means: the first of status 400, else the first of
 * 422, since a form that nobody can read comes before a rule that it breaks.
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
    return { problem, fault: { pointer: prefix + pointer(issue.path), detail: told?.detail ?? detailOf(issue) } };
  });
  const [first, ...others] = found.sort((a, b) => rank(a) - rank(b));
  assert(first !== undefined, 'a schema that refuses says why');
  const faults = [first, ...others].slice(0, FAULTS_MAX).map(({ fault }) => fault);
  return new Refusal(first.problem, first.fault.detail, faults);
};
