import { at, isObject, listOf, type Members, type StackTemplate, type Template, textOf } from './template.ts';

/** What a value of a template means. */
export type Meant =
  | { readonly kind: 'resource'; readonly stack: string; readonly id: string }
  /** Text that names nothing by reference: an ARN with `*` where AWS fills in account and region, a URL, a word. */
  | { readonly kind: 'text'; readonly text: string }
  /** A name that no template explains. */
  | { readonly kind: 'unknown'; readonly what: string };

export interface References {
  /** Each thing that a value means, once. A value that is put together of a reference and words means the reference. */
  readonly meant: (stack: string, value: unknown) => readonly Meant[];
}

/** Wires lead to wires; more in a row than this go round in a circle. */
const DEPTH_MAX = 16;

type Find = (stack: string, value: unknown, depth: number) => readonly Meant[];

/** Name of an SSM parameter -> the stack and value that publish it. */
const wiresOf = (templates: readonly StackTemplate[]): ReadonlyMap<string, readonly [string, unknown]> => {
  const wires = new Map<string, readonly [string, unknown]>();
  for (const { stack, template } of templates)
    for (const { Type, Properties } of Object.values(template.Resources)) {
      const name = textOf(at(Properties, 'Name'));
      if (Type === 'AWS::SSM::Parameter' && name !== undefined) wires.set(name, [stack, at(Properties, 'Value')]);
    }
  return wires;
};

/** Name of an export -> the stack and value behind it. */
const exportsOf = (templates: readonly StackTemplate[]): ReadonlyMap<string, readonly [string, unknown]> => {
  const found = new Map<string, readonly [string, unknown]>();
  for (const { stack, template } of templates)
    for (const output of Object.values(template.Outputs ?? {})) {
      const name = textOf(at(output, 'Export', 'Name'));
      if (name !== undefined) found.set(name, [stack, at(output, 'Value')]);
    }
  return found;
};

const distinct = (all: readonly Meant[]): readonly Meant[] => [
  ...new Map(all.map((one) => [JSON.stringify(one), one])).values(),
];

/** Words and references in a row: the references, if there are any; else what is unknown; else the whole text. */
const joined = (parts: readonly Meant[], separator: string): readonly Meant[] => {
  const resources = parts.filter(({ kind }) => kind === 'resource');
  if (resources.length > 0) return distinct(resources);
  const unknown = parts.filter(({ kind }) => kind === 'unknown');
  if (unknown.length > 0) return distinct(unknown);
  return [{ kind: 'text', text: parts.map((part) => (part.kind === 'text' ? part.text : '')).join(separator) }];
};

/** `${Name.Attribute}` and text, in the order of a `Fn::Sub`; what is `${!literal}` is text. */
const subParts = (text: string, own: Members): readonly unknown[] => {
  const parts: unknown[] = [];
  let from = 0;
  for (let open = text.indexOf('${'); open >= 0; open = text.indexOf('${', from)) {
    const close = text.indexOf('}', open);
    if (close < 0) break;
    parts.push(text.slice(from, open));
    const name = text.slice(open + 2, close).trim();
    if (name.startsWith('!')) parts.push(name.slice(1));
    else if (Object.hasOwn(own, name)) parts.push(own[name]);
    else parts.push(name.includes('.') && !name.startsWith('AWS::') ? { 'Fn::GetAtt': name } : { Ref: name });
    from = close + 1;
  }
  return [...parts, text.slice(from)];
};

/** Explains references within and between templates: by logical id, by wires through Parameter Store, by exports. */
export const referencesOf = (templates: readonly StackTemplate[]): References => {
  const byStack = new Map<string, Template>(templates.map(({ stack, template }) => [stack, template]));
  const wires = wiresOf(templates);
  const exported = exportsOf(templates);

  const elsewhere = (known: readonly [string, unknown] | undefined, what: string, depth: number): readonly Meant[] =>
    known === undefined ? [{ kind: 'unknown', what }] : find(known[0], known[1], depth + 1);

  const named = (stack: string, name: string, depth: number): readonly Meant[] => {
    if (name === 'AWS::NoValue') return [];
    if (name.startsWith('AWS::')) return [{ kind: 'text', text: '*' }];
    const template = byStack.get(stack);
    if (Object.hasOwn(template?.Resources ?? {}, name)) return [{ kind: 'resource', stack, id: name }];
    const parameter = at(template?.Parameters, name);
    const type = textOf(at(parameter, 'Type')) ?? '';
    const value = textOf(at(parameter, 'Default'));
    if (type.startsWith('AWS::SSM::Parameter') && value !== undefined)
      return elsewhere(wires.get(value), `the parameter ${value}, which no stack publishes`, depth);
    if (value !== undefined) return [{ kind: 'text', text: value }];
    return [{ kind: 'unknown', what: `${name}, which is not in the template of ${stack}` }];
  };

  const call = (stack: string, name: string, argument: unknown, depth: number): readonly Meant[] => {
    const all = (values: readonly unknown[]): readonly Meant[] =>
      values.flatMap((value) => find(stack, value, depth + 1));
    switch (name) {
      case 'Ref':
        return named(stack, String(argument), depth);
      case 'Fn::GetAtt':
        return named(stack, String(Array.isArray(argument) ? argument[0] : String(argument).split('.')[0]), depth);
      case 'Fn::Join':
        return joined(all(listOf(at(argument, 1))), textOf(at(argument, 0)) ?? '');
      case 'Fn::Sub': {
        const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
        return joined(all(subParts(String(text), isObject(own) ? own : {})), '');
      }
      case 'Fn::If':
        return distinct(all(listOf(argument).slice(1)));
      case 'Fn::Select':
        return all([at(argument, 1)]);
      case 'Fn::Split':
        return all([at(argument, 1)]);
      case 'Fn::ImportValue': {
        const [key] = find(stack, argument, depth + 1);
        const text = key?.kind === 'text' ? key.text : '';
        return elsewhere(exported.get(text), `the import ${text}, which no stack exports`, depth);
      }
      default:
        return [{ kind: 'unknown', what: `${name}, which the catalog does not evaluate` }];
    }
  };

  const find: Find = (stack, value, depth) => {
    if (depth > DEPTH_MAX) return [{ kind: 'unknown', what: 'a name that leads to itself' }];
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return distinct(value.flatMap((one) => find(stack, one, depth + 1)));
    if (!isObject(value)) return [{ kind: 'text', text: String(value) }];
    const members = Object.entries(value);
    const [only] = members;
    if (members.length === 1 && only !== undefined && (only[0] === 'Ref' || only[0].startsWith('Fn::')))
      return call(stack, only[0], only[1], depth);
    return distinct(members.flatMap(([, one]) => find(stack, one, depth + 1)));
  };
  return { meant: (stack, value) => find(stack, value, 0) };
};
