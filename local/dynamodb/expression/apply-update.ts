import { invalid } from '../errors.ts';
import { contentOf, ELEMENT, emptyItem, type Item, typeOf, type Value } from '../values/attribute.ts';
import { addNumbers } from '../values/number.ts';
import type { Path, Term, Update } from './ast.ts';
import { valueAt } from './evaluate.ts';
import type { Placeholders } from './placeholders.ts';

type Steps = Path['steps'];

const noAttribute = () => invalid('The provided expression refers to an attribute that does not exist in the item');
const wrongType = () => invalid('An operand in the update expression has an incorrect data type');
const noPlace = () => invalid('The document path provided in the update expression is invalid for update');

const number = (value: Value): string => {
  if ('N' in value) return value.N;
  throw wrongType();
};

const termValue = (term: Term, item: Item, context: Placeholders): Value => {
  switch (term.kind) {
    case 'value':
      return context.value(term.name);
    case 'path': {
      const found = valueAt(item, context.path(term.path).steps);
      if (found === undefined) throw noAttribute();
      return found;
    }
    case 'default': {
      // Looked at in any case: it has to be there even where it is not needed.
      const otherwise = termValue(term.otherwise, item, context);
      return valueAt(item, context.path(term.path).steps) ?? otherwise;
    }
    case 'sum': {
      const [left, right] = [termValue(term.left, item, context), termValue(term.right, item, context)];
      return { N: addNumbers(number(left), number(right), term.sign) };
    }
    case 'append': {
      const [left, right] = [termValue(term.left, item, context), termValue(term.right, item, context)];
      if (!('L' in left && 'L' in right)) throw wrongType();
      return { L: [...left.L, ...right.L] };
    }
    case 'size':
      throw wrongType();
  }
};

const copyOf = (item: Item): Record<string, Value> => Object.assign(emptyItem(), item);

/** A map or list with something set, or removed, in it; undefined where there is no such place. */
const changed = (within: Value | undefined, steps: Steps, depth: number, value: Value | undefined): Value => {
  const step = steps[depth];
  if (step === undefined) throw noPlace();
  const isLast = depth === steps.length - 1;
  if (typeof step === 'string') {
    if (within === undefined || !('M' in within)) throw noPlace();
    const map = copyOf(within.M);
    if (!isLast) map[step] = changed(map[step], steps, depth + 1, value);
    else if (value === undefined) delete map[step];
    else map[step] = value;
    return { M: map };
  }
  if (within === undefined || !('L' in within)) throw noPlace();
  const list = [...within.L];
  if (!isLast) list[Math.min(step, list.length)] = changed(list[step], steps, depth + 1, value);
  else if (value === undefined) list.splice(step, 1);
  else list[Math.min(step, list.length)] = value;
  return { L: list };
};

const put = (item: Item, steps: Steps, value: Value | undefined): Item =>
  (changed({ M: item }, steps, 0, value) as { readonly M: Item }).M;

/** `ADD`: a number to a number, members to a set. */
const added = (before: Value | undefined, value: Value): Value => {
  if (before === undefined) return value;
  if ('N' in value) return { N: addNumbers(number(before), value.N, 1) };
  const type = typeOf(value);
  if (typeOf(before) !== type) throw wrongType();
  const members = new Set([...(contentOf(before) as readonly string[]), ...(contentOf(value) as readonly string[])]);
  return { [type]: [...members] } as unknown as Value;
};

/** `DELETE`: members out of a set; undefined where none is left. */
const without = (before: Value | undefined, value: Value): Value | undefined => {
  if (before === undefined) return undefined;
  const type = typeOf(value);
  if (ELEMENT[type] === undefined || typeOf(before) !== type) throw wrongType();
  const gone = new Set(contentOf(value) as readonly string[]);
  const left = (contentOf(before) as readonly string[]).filter((each) => !gone.has(each));
  return left.length === 0 ? undefined : ({ [type]: left } as unknown as Value);
};

/** Places in lists in rising order, so that what goes behind a list's end keeps its order, and removals go from behind. */
const inOrder = (a: Steps, b: Steps): number => {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const [x, y] = [a[at], b[at]];
    if (typeof x === 'number' && typeof y === 'number' && x !== y) return x - y;
  }
  return 0;
};

interface Put {
  readonly steps: Steps;
  readonly value: Value | undefined;
}

/** What nearly every update is: whole attributes, for which one copy of the item is enough. */
const atTop = (before: Item, puts: readonly Put[], removals: readonly Steps[]): Item => {
  if (puts.length + removals.length === 0) return before;
  const item = copyOf(before);
  for (const { steps, value } of puts) if (value !== undefined) item[String(steps[0])] = value;
  for (const [name] of removals) delete item[String(name)];
  return item;
};

/**
 * The item after an update. Every right side is what it was before the update, whatever the order of the actions.
 * @throws DynamoError where an operand is missing or of another type, or a sum has too many digits
 */
export const applyUpdate = (update: Update, before: Item, context: Placeholders): Item => {
  const puts: Put[] = update.set.map(({ path, term }) => ({
    steps: context.path(path).steps,
    value: termValue(term, before, context),
  }));
  for (const { path, value } of update.add) {
    const { steps } = context.path(path);
    puts.push({ steps, value: added(valueAt(before, steps), context.value(value)) });
  }
  const removals = update.remove.map((path) => context.path(path).steps);
  for (const { path, value } of update.delete) {
    const { steps } = context.path(path);
    const held = valueAt(before, steps);
    const left = without(held, context.value(value));
    if (left !== undefined) puts.push({ steps, value: left });
    else if (held !== undefined) removals.push(steps);
  }
  const isTop = puts.every(({ steps }) => steps.length === 1) && removals.every(({ length }) => length === 1);
  if (isTop) return atTop(before, puts, removals);
  let item = before;
  for (const { steps, value } of puts.sort((a, b) => inOrder(a.steps, b.steps))) item = put(item, steps, value);
  for (const steps of removals.sort((a, b) => inOrder(b, a))) item = put(item, steps, undefined);
  return item;
};
