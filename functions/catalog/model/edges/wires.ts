import type { EdgeSet, Target } from '../edge-set.ts';
import { at, isObject, listOf, type Resource } from '../template.ts';
import { link } from './link.ts';

const hostOf = (text: string): string | undefined =>
  text.startsWith('https://') && URL.canParse(text) ? new URL(text).host : undefined;

const addNamed = (edges: EdgeSet, from: string, target: Target, place: Parameters<EdgeSet['add']>[3]): void => {
  if (target.kind === 'unknown') edges.unresolved(from, target.what, place, 'a name in its environment');
  else if (target.kind === 'component') {
    if (target.id !== from && !edges.confirm(from, target.id, place, 'its name in the environment'))
      edges.add(from, 'mentions', target.id, place, { says: 'its name, and no right to it' });
  } else if (target.text.startsWith('arn:'))
    edges.unresolved(from, target.text, place, 'an ARN in its environment that no template makes');
  else {
    const host = hostOf(target.text);
    if (host !== undefined)
      edges.add(from, 'calls', edges.external(`host/${host}`), place, { says: 'a URL in its environment' });
  }
};

/** What a function is told of by its environment: more evidence for what it may use, or a name that it cannot use. */
export const addEnvironments = (edges: EdgeSet): void => {
  for (const { component, properties, place, stack } of edges.ofType('AWS::Lambda::Function')) {
    const variables = at(properties, 'Environment', 'Variables');
    for (const [name, value] of Object.entries(isObject(variables) ? variables : {}))
      for (const target of edges.targets(stack, value))
        addNamed(edges, component, target, place(`Environment.Variables.${name}`));
    for (const [index, layer] of listOf(at(properties, 'Layers')).entries())
      edges.unresolved(component, JSON.stringify(layer), place(`Layers[${index}]`), 'code of a layer');
  }
};

const isCustom = ({ Type }: Resource): boolean =>
  Type.startsWith('Custom::') || Type === 'AWS::CloudFormation::CustomResource';

/** What CloudFormation calls while a stack is deployed. */
export const addCustomResources = (edges: EdgeSet): void => {
  for (const { stack, template } of edges.templates)
    for (const [logicalId, resource] of Object.entries(template.Resources)) {
      const component = isCustom(resource) ? edges.componentOf(stack, logicalId) : undefined;
      if (component === undefined) continue;
      const place = { stack, logicalId, property: 'ServiceToken' };
      link(edges, component, 'releasedBy', place, at(resource.Properties, 'ServiceToken'), { says: resource.Type });
    }
};
