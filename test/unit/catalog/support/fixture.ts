import type { Declarations } from '../../../../functions/catalog/contract/declarations.ts';
import { buildCatalog } from '../../../../functions/catalog/model/build-catalog.ts';
import type { Catalog, EdgeKind } from '../../../../functions/catalog/model/catalog.ts';
import type { Resource, StackTemplate } from '../../../../functions/catalog/model/template.ts';

export type Resources = Readonly<Record<string, Resource>>;

export const NOTHING_DECLARED: Declarations = { domains: [], runbooks: ['http-function'] };

export const ref = (id: string) => ({ Ref: id });
export const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
export const join = (...parts: readonly unknown[]) => ({ 'Fn::Join': ['', parts] });

const TAGS = [
  { Key: 'folio:owner', Value: 'tests' },
  { Key: 'folio:tier', Value: '2' },
  { Key: 'folio:runbook', Value: 'http-function' },
];

/** A resource with the tags of a domain. */
export const tagged = (domain: string, type: string, properties: object = {}): Resource => ({
  Type: type,
  Properties: { ...properties, Tags: [...TAGS, { Key: 'folio:domain', Value: domain }] },
});

const trust = (service: string) => ({
  AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service: service } }] },
});

export const role = (service = 'lambda.amazonaws.com', more: object = {}): Resource => ({
  Type: 'AWS::IAM::Role',
  Properties: { ...trust(service), ...more },
});

/** A function of the domain `a` with its role; its id is `a/<name>`. */
export const fn = (name: string, more: object = {}, domain = 'a'): Resources => ({
  [name]: tagged(domain, 'AWS::Lambda::Function', { Role: arn(`${name}Role`), ...more }),
  [`${name}Role`]: role(),
});

export const statement = (action: string | readonly string[], resource: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
});

/** What a role may do. */
export const grant = (roleId: string, ...statements: readonly object[]): Resource => ({
  Type: 'AWS::IAM::Policy',
  Properties: { Roles: [ref(roleId)], PolicyDocument: { Statement: statements } },
});

export const stackOf = (
  resources: Resources,
  { stack = 'A', ...more }: { stack?: string; Parameters?: object; Outputs?: object } = {},
): StackTemplate => ({ stack, template: { Resources: resources, ...more } as StackTemplate['template'] });

export const catalogOf = (resources: Resources, declared: Declarations = NOTHING_DECLARED): Catalog =>
  buildCatalog([stackOf(resources)], declared);

/** `a/api reads a/store`, or `a/api publishes a/bus (a.B)`; those of the given kinds, all without. */
export const edgesOf = ({ edges }: Catalog, ...kinds: readonly EdgeKind[]): readonly string[] =>
  edges
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .map(({ from, kind, to, via }) => `${from} ${kind} ${to}${via === undefined ? '' : ` (${via})`}`);
