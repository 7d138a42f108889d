import { ACCOUNT, PARTITION, REGION, URL_SUFFIX } from '../account.ts';
import { subNames } from './references.ts';
import { type Template, TemplateFailure } from './template.ts';

/** What a template's intrinsic functions are evaluated against. */
export interface Scope {
  readonly stack: string;
  readonly template: Template;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** `Ref` and `Fn::GetAtt` of the resources applied so far. */
  readonly resource: (
    logicalId: string,
  ) => { readonly ref: string; readonly attributes: Readonly<Record<string, unknown>> } | undefined;
  /** `Fn::ImportValue`. */
  readonly exported: (name: string) => unknown;
  /** The text behind a dynamic reference `{{resolve:ssm:...}}`. */
  readonly dynamic?: (service: string, name: string) => string;
}

/** Stands for `AWS::NoValue`: the property or list element is left out. */
const NOTHING = Symbol('AWS::NoValue');
/** Deeper nesting than any template of ours; a bound for the recursion. */
const MAX_DEPTH = 64;

type Intrinsic = (argument: unknown, scope: Scope, depth: number) => unknown;

const fail = (message: string, scope: Scope): never => {
  throw new TemplateFailure(`stack ${scope.stack}: ${message}`);
};

const pseudo = (scope: Scope): Readonly<Record<string, unknown>> => ({
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': PARTITION,
  'AWS::URLSuffix': URL_SUFFIX,
  'AWS::StackName': scope.stack,
  'AWS::StackId': `arn:${PARTITION}:cloudformation:${REGION}:${ACCOUNT}:stack/${scope.stack}/local`,
  'AWS::NotificationARNs': [],
  'AWS::NoValue': NOTHING,
});

const reference = (name: string, scope: Scope): unknown => {
  const known = pseudo(scope);
  if (name in known) return known[name];
  if (name in scope.parameters) return scope.parameters[name];
  return (
    scope.resource(name)?.ref ?? fail(`Ref to ${name}, which is neither a parameter nor a deployed resource`, scope)
  );
};

const attribute = (name: string, path: string, scope: Scope): unknown => {
  const resource = scope.resource(name) ?? fail(`Fn::GetAtt of ${name}, which is not deployed`, scope);
  if (!(path in resource.attributes))
    fail(`Fn::GetAtt of ${name}: the attribute ${path} is not supported locally`, scope);
  return resource.attributes[path];
};

const text = (value: unknown, where: string, scope: Scope): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : fail(`${where} needs text`, scope);

const list = (value: unknown, where: string, scope: Scope): readonly unknown[] =>
  Array.isArray(value) ? value : fail(`${where} needs a list`, scope);

const substitute = (argument: unknown, scope: Scope, depth: number): string => {
  const [template, given] = Array.isArray(argument) ? argument : [argument, {}];
  const variables = evaluateAt(given ?? {}, scope, depth) as Readonly<Record<string, unknown>>;
  const names = subNames(text(template, 'Fn::Sub', scope));
  let result = String(template);
  for (const name of new Set(names)) {
    const dot = name.indexOf('.');
    const value =
      name in variables
        ? variables[name]
        : dot > 0
          ? attribute(name.slice(0, dot), name.slice(dot + 1), scope)
          : reference(name, scope);
    result = result.replaceAll(`\${${name}}`, () => text(value, `Fn::Sub of ${name}`, scope));
  }
  return result.replaceAll('${!', '${');
};

const select: Intrinsic = (argument, scope, depth) => {
  const [index, values] = list(evaluateAt(argument, scope, depth), 'Fn::Select', scope);
  const value = list(values, 'Fn::Select', scope)[Number(index)];
  return value === undefined ? fail(`Fn::Select has no element ${String(index)}`, scope) : value;
};

const conditionName = (value: unknown, scope: Scope): boolean => condition(String(value), scope);

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => reference(String(argument), scope),
  'Fn::GetAtt': (argument, scope, depth) => {
    const [name, path] = Array.isArray(argument) ? argument : String(argument).split(/\.(.*)/s);
    return attribute(String(name), text(evaluateAt(path, scope, depth), 'Fn::GetAtt', scope), scope);
  },
  'Fn::Join': (argument, scope, depth) => {
    const [separator, parts] = list(evaluateAt(argument, scope, depth), 'Fn::Join', scope);
    return list(parts, 'Fn::Join', scope)
      .map((each) => text(each, 'Fn::Join', scope))
      .join(String(separator));
  },
  'Fn::Sub': substitute,
  'Fn::Select': select,
  'Fn::Split': (argument, scope, depth) => {
    const [separator, source] = list(evaluateAt(argument, scope, depth), 'Fn::Split', scope);
    return text(source, 'Fn::Split', scope).split(String(separator));
  },
  'Fn::If': (argument, scope, depth) => {
    const [name, yes, no] = list(argument, 'Fn::If', scope);
    return evaluateAt(conditionName(name, scope) ? yes : no, scope, depth);
  },
  'Fn::Equals': (argument, scope, depth) => {
    const [left, right] = list(evaluateAt(argument, scope, depth), 'Fn::Equals', scope);
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::Not': (argument, scope, depth) => list(evaluateAt(argument, scope, depth), 'Fn::Not', scope)[0] !== true,
  'Fn::And': (argument, scope, depth) =>
    list(evaluateAt(argument, scope, depth), 'Fn::And', scope).every((each) => each === true),
  'Fn::Or': (argument, scope, depth) =>
    list(evaluateAt(argument, scope, depth), 'Fn::Or', scope).some((each) => each === true),
  'Fn::Base64': (argument, scope, depth) => btoa(text(evaluateAt(argument, scope, depth), 'Fn::Base64', scope)),
  'Fn::GetAZs': () => [`${REGION}a`, `${REGION}b`, `${REGION}c`],
  'Fn::ImportValue': (argument, scope, depth) => {
    const name = text(evaluateAt(argument, scope, depth), 'Fn::ImportValue', scope);
    return scope.exported(name) ?? fail(`Fn::ImportValue of ${name}, which no deployed stack exports`, scope);
  },
  'Fn::FindInMap': (argument, scope, depth) => {
    const [map, first, second] = list(evaluateAt(argument, scope, depth), 'Fn::FindInMap', scope).map(String);
    const value = scope.template.Mappings?.[map ?? '']?.[first ?? '']?.[second ?? ''];
    return value === undefined ? fail(`Fn::FindInMap finds nothing for ${map}, ${first}, ${second}`, scope) : value;
  },
};

/** `{ "Condition": "Name" }` is an intrinsic inside conditions only; elsewhere it is a key like any other. */
const conditionBody = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value)) return value.map((each) => conditionBody(each, scope));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === 'Condition') return condition(String(first[1]), scope);
  return Object.fromEntries(entries.map(([key, inner]) => [key, conditionBody(inner, scope)]));
};

/** Whether the named condition of the template holds. */
export const condition = (name: string, scope: Scope): boolean => {
  const body = scope.template.Conditions?.[name];
  if (body === undefined) return fail(`the condition ${name} is not declared`, scope);
  return evaluateAt(conditionBody(body, scope), scope, 0) === true;
};

const DYNAMIC = /\{\{resolve:([a-z-]+):([^{}]+)\}\}/g;

const resolveDynamic = (value: string, scope: Scope): string =>
  value.includes('{{resolve:')
    ? value.replace(
        DYNAMIC,
        (whole, service: string, name: string) =>
          scope.dynamic?.(service, name) ?? fail(`the dynamic reference ${whole} is not supported locally`, scope),
      )
    : value;

const evaluateAt = (value: unknown, scope: Scope, depth: number): unknown => {
  if (depth > MAX_DEPTH) return fail('the template is nested too deeply', scope);
  if (typeof value === 'string') return resolveDynamic(value, scope);
  if (Array.isArray(value))
    return value.map((each) => evaluateAt(each, scope, depth + 1)).filter((each) => each !== NOTHING);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) {
    const intrinsic = INTRINSICS[first[0]];
    if (intrinsic !== undefined) return intrinsic(first[1], scope, depth + 1);
    if (first[0].startsWith('Fn::')) return fail(`the intrinsic function ${first[0]} is not supported locally`, scope);
  }
  const result = entries.map(([key, inner]) => [key, evaluateAt(inner, scope, depth + 1)] as const);
  return Object.fromEntries(result.filter(([, inner]) => inner !== NOTHING));
};

/**
 * `value` with every intrinsic function evaluated and `AWS::NoValue` left out.
 * @throws TemplateFailure naming what is not supported or not there.
 */
export const evaluate = (value: unknown, scope: Scope): unknown => {
  const result = evaluateAt(value, scope, 0);
  return result === NOTHING ? undefined : result;
};
