import type { z } from 'zod';
import { common, said } from './common-problems.ts';
import type { Operation } from './operation.ts';
import { type Fault, type Problem, Refusal } from './problem.ts';

/** Places listed in one answer; a body of a thousand faults gets the first of them. */
export const FAULTS_MAX = 20;

const escapePointer = (step: PropertyKey): string => String(step).replaceAll('~', '~0').replaceAll('/', '~1');
/** RFC 6901. */
export const pointer = (path: readonly PropertyKey[]): string => path.map((step) => `/${escapePointer(step)}`).join('');

interface Found {
  readonly problem: Problem;
  readonly fault: Fault;
}

type Issue = z.core.$ZodIssue;

/** zod reports a union as one issue; the branch that came furthest says what a person would want to know. */
const leaves = (issue: Issue): readonly Issue[] => {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const depth = (issues: readonly Issue[]) => Math.max(...issues.map((one) => one.path.length));
  const best = issue.errors.reduce((a, b) => (depth(b) > depth(a) ? b : a));
  return best.flatMap((inner) => leaves({ ...inner, path: [...issue.path, ...inner.path] }));
};

/** What zod itself says never holds the value; messages of ours never do either. */
const detailOf = (issue: Issue): string => {
  if (issue.code === 'unrecognized_keys') return 'Unknown property.';
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? `Required: ${issue.expected}.` : `Must be ${issue.expected}.`;
  if (issue.code === 'custom') return issue.message;
  return issue.message.startsWith('Invalid') ? 'Not one of the allowed values.' : issue.message;
};

/**
 * Faults of one part of a request. The answer is the first problem of status 400, else the first of 422: a form that nobody
 * can read comes before a rule that it breaks.
 * @param fallback what a schema that names no problem of its own means
 */
export const faultsRefusal = (
  issues: readonly Issue[],
  operation: Pick<Operation, 'problems'>,
  fallback: Problem,
  prefix = '',
): Refusal => {
  const known = new Map<string, Problem>();
  for (const problem of [...Object.values(common), ...operation.problems]) known.set(problem.slug, problem);
  const found: Found[] = [];
  for (const issue of issues.flatMap(leaves).slice(0, FAULTS_MAX * 4)) {
    const speech = said(issue.message);
    const problem = speech === undefined ? fallback : (known.get(speech.slug) ?? fallback);
    const detail = speech?.detail ?? detailOf(issue);
    found.push({ problem, fault: { pointer: prefix + pointer(issue.path), detail } });
  }
  const first = found.find((one) => one.problem.status === 400) ?? found[0];
  if (first === undefined) return new Refusal(fallback, fallback.title);
  const faults = found.filter((one) => one.problem.slug === first.problem.slug).map((one) => one.fault);
  return new Refusal(first.problem, first.fault.detail, faults.slice(0, FAULTS_MAX));
};
