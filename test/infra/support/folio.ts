import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { DOMAINS } from '../../../lib/domains.ts';
import { composeFolio, type Folio, type FolioStack } from '../../../lib/folio.ts';
import { type Bundles, readDeployment } from '../../../lib/platform/deployment.ts';
import { FEATURES } from '../../../lib/platform/features.ts';
import { keptInWorker } from '../../runner/kept.ts';

/** Building the real bundles takes a second and proves nothing about templates; the entry's name stands for its code. */
export const UNBUNDLED: Bundles = { code: (entry) => Code.fromInline(`// ${entry}`), console: {} };

/** Whether CDK holds what it synthesizes to CloudFormation's own rules: that takes longer than all the rest. */
type Checked = 'checked' | 'unchecked';

/** Unchecked unless said: one test checks the rules for all. The flag among the features says only whether a breach is an error. */
export const newApp = (context: Readonly<Record<string, unknown>> = {}, checked: Checked = 'unchecked'): App =>
  new App({
    context: { ...FEATURES, ...context },
    analyticsReporting: false,
    builtinCloudFormationValidation: checked === 'checked',
  });

export const newFolio = (context: Readonly<Record<string, unknown>> = {}, bundles = UNBUNDLED): Folio => {
  const app = newApp(context);
  return composeFolio(app, readDeployment(app, bundles));
};

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any form, and a test that meets another one must fail.
  readonly Properties: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly UpdatePolicy?: any;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}
export type Resources = Readonly<Record<string, Resource>>;

export interface Json {
  readonly Resources: Resources;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default: string }>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: { readonly Ref?: string } }>>;
}

/** In the order of their deployment. */
export const STACKS: readonly FolioStack[] = [
  'platform',
  'registry',
  ...DOMAINS.flatMap(({ name }) => (name === 'identity' ? ([name, 'access'] as const) : [name])),
];

export const ofType = (resources: Resources, type: string): readonly (readonly [string, Resource])[] =>
  Object.entries(resources).filter(([, resource]) => resource.Type === type);

const jsonOf = (stack: Stack): Json => Template.fromStack(stack).toJSON() as Json;

interface Reference {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: readonly [string, string];
}

/** A resource with its place: logical ids are the same in several stacks. */
export interface Found {
  readonly stack: FolioStack;
  readonly id: string;
  readonly resource: Resource;
  readonly props: Resource['Properties'];
  /** The resource of the same stack that a `Ref` or `Fn::GetAtt` means; undefined for anything else. */
  readonly meant: (value: unknown) => Resource | undefined;
}

export interface Synthesized {
  readonly templates: Readonly<Record<FolioStack, Json>>;
  /** The resources of a type, of all stacks. */
  readonly byType: (type: string) => readonly Found[];
}

const meantIn =
  (resources: Resources) =>
  (value: unknown): Resource | undefined => {
    const { Ref: ref, 'Fn::GetAtt': attribute } = (value ?? {}) as Reference;
    const id = ref ?? attribute?.[0];
    return id === undefined ? undefined : resources[id];
  };

export const synthesized = (folio: Folio): Synthesized => {
  // A throw-away stage has not all of them.
  const there = STACKS.filter((name) => folio[name] !== undefined);
  const templates = Object.fromEntries(there.map((name) => [name, jsonOf(folio[name])])) as Synthesized['templates'];
  const byType = (type: string) =>
    there.flatMap((stack) => {
      const resources = templates[stack].Resources;
      const meant = meantIn(resources);
      return ofType(resources, type).map(([id, resource]) => ({
        stack,
        id,
        resource,
        props: resource.Properties,
        meant,
      }));
    });
  return { templates, byType };
};

/** A deployment with these options, synthesized once for all tests of a worker that ask for the same; nobody changes it. */
export const deployed = (context: Readonly<Record<string, unknown>> = {}): Synthesized =>
  keptInWorker(`deployed ${JSON.stringify(context)}`, () => synthesized(newFolio(context)));

/** Whether a release moves a function: not the registry's own, which make the pins, nor that by which clients take releases back. */
export const isReleased = ({ stack, id }: { readonly stack: string; readonly id: string }): boolean =>
  stack !== 'registry' && !id.startsWith('ServiceOperate');
