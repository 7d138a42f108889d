import type { Operand, Parsed, Path, Term, Update } from './ast.ts';
import { Cursor } from './cursor.ts';

const SECTIONS = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
type Section = (typeof SECTIONS)[number];

const operand = (cursor: Cursor): Operand =>
  cursor.isValue() ? { kind: 'value', name: cursor.value() } : { kind: 'path', path: cursor.path() };

const call = (cursor: Cursor): Term => {
  const name = cursor.next().text;
  if (name !== 'if_not_exists' && name !== 'list_append')
    throw cursor.error(`Invalid function name; function: ${name}`);
  cursor.operator();
  cursor.expectSign('(');
  const operands = [factor(cursor)];
  while (cursor.takeSign(',')) operands.push(factor(cursor));
  cursor.expectSign(')');
  const [left, right] = operands;
  if (left === undefined || right === undefined || operands.length !== 2)
    throw cursor.error(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    );
  if (name === 'list_append') return { kind: 'append', left, right };
  if (left.kind !== 'path')
    throw cursor.error(`Operator or function requires a document path; operator or function: ${name}`);
  return { kind: 'default', path: left.path, otherwise: right };
};

const factor = (cursor: Cursor): Term => {
  if (cursor.takeSign('(')) {
    const inner = term(cursor);
    cursor.expectSign(')');
    return inner;
  }
  return cursor.isFunction() ? call(cursor) : operand(cursor);
};

const term = (cursor: Cursor): Term => {
  const left = factor(cursor);
  const sign = cursor.isSign('+') ? 1 : cursor.isSign('-') ? -1 : undefined;
  if (sign === undefined) return left;
  cursor.next();
  cursor.operator();
  return { kind: 'sum', sign, left, right: factor(cursor) };
};

const pathAndValue = (cursor: Cursor): { readonly path: Path; readonly value: string } => {
  const path = cursor.path();
  cursor.operator();
  return { path, value: cursor.value() };
};

const assignment = (cursor: Cursor): { readonly path: Path; readonly term: Term } => {
  const path = cursor.path();
  cursor.expectSign('=');
  cursor.operator();
  return { path, term: term(cursor) };
};

const actions = <T>(cursor: Cursor, one: (cursor: Cursor) => T): readonly T[] => {
  const list = [one(cursor)];
  while (cursor.takeSign(',')) list.push(one(cursor));
  return list;
};

/** Whether one of two paths is the other, or lies in it. */
const overlap = (a: Path, b: Path): boolean => {
  const shorter = Math.min(a.steps.length, b.steps.length);
  for (let at = 0; at < shorter; at += 1) if (a.steps[at] !== b.steps[at]) return false;
  return true;
};

/** `[a, [1], b]`, as messages show a path. */
export const shownPath = ({ steps }: Path): string =>
  `[${steps.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;

/** Two paths that meet, of which DynamoDB would not know which to follow; where one goes through a list and another a map, too. */
export const firstClash = (paths: readonly Path[]): string | undefined => {
  // Most updates name attributes alone, each once.
  if (
    paths.every(({ steps }) => steps.length === 1) &&
    new Set(paths.map(({ steps }) => steps[0])).size === paths.length
  )
    return undefined;
  for (const [at, one] of paths.entries()) {
    for (const other of paths.slice(at + 1)) {
      const both = () => `path one: ${shownPath(one)}, path two: ${shownPath(other)}`;
      if (overlap(one, other))
        return `Two document paths overlap with each other; must remove or rewrite one of these paths; ${both()}`;
      const differs = one.steps.findIndex((step, index) => step !== other.steps[index]);
      if (typeof one.steps[differs] !== typeof other.steps[differs])
        return `Two document paths conflict with each other; must remove or rewrite one of these paths; ${both()}`;
    }
  }
  return undefined;
};

export const pathsOf = (update: Update): readonly Path[] => [
  ...update.set.map(({ path }) => path),
  ...update.remove,
  ...update.add.map(({ path }) => path),
  ...update.delete.map(({ path }) => path),
];

/** Of an `UpdateExpression`. @throws DynamoError */
export const parseUpdate = (parameter: string, text: string): Parsed<Update> => {
  const cursor = new Cursor(parameter, text);
  const update = {
    set: [] as Update['set'],
    remove: [] as Update['remove'],
    add: [] as Update['add'],
    delete: [] as Update['delete'],
  };
  const seen = new Set<Section>();
  while (cursor.token.kind !== 'end') {
    const section = SECTIONS.find((each) => cursor.isKeyword(each));
    if (section === undefined) throw cursor.syntaxError();
    cursor.next();
    if (seen.has(section))
      throw cursor.error(`The "${section}" section can only be used once in an update expression;`);
    seen.add(section);
    if (section === 'SET') update.set = actions(cursor, assignment);
    else if (section === 'REMOVE') update.remove = actions(cursor, (each) => each.path());
    else update[section === 'ADD' ? 'add' : 'delete'] = actions(cursor, pathAndValue);
  }
  return cursor.finish(update);
};
