import type { EdgeSet } from '../edge-set.ts';
import { at, textOf } from '../template.ts';
import { link } from './link.ts';

const hostOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).host : undefined);

/** Which API exposes a route, which function answers it, and who checks its tokens. */
export const addRoutes = (edges: EdgeSet): void => {
  for (const { component, properties, place } of edges.ofType('AWS::ApiGatewayV2::Route')) {
    link(edges, component, 'exposes', place('ApiId'), at(properties, 'ApiId'), { backwards: true });
    link(edges, component, 'exposes', place('Target'), at(properties, 'Target'), { backwards: true });
    link(edges, component, 'authorizedBy', place('AuthorizerId'), at(properties, 'AuthorizerId'));
  }
};

/** Where an authorizer finds the issuer's keys: our own API, or somebody else's host. */
export const addAuthorizers = (edges: EdgeSet): void => {
  for (const { component, properties, place, stack } of edges.ofType('AWS::ApiGatewayV2::Authorizer')) {
    const where = place('JwtConfiguration.Issuer');
    for (const target of edges.targets(stack, at(properties, 'JwtConfiguration', 'Issuer'))) {
      const host = target.kind === 'text' ? hostOf(target.text) : undefined;
      if (target.kind === 'component') edges.add(component, 'calls', target.id, where, { says: "the issuer's keys" });
      else if (host !== undefined) edges.add(component, 'calls', edges.external(`issuer/${host}`), where);
      else edges.unresolved(component, textOf(at(target, 'text')) ?? textOf(at(target, 'what')) ?? '', where, 'issuer');
    }
  }
};

/** The gateway's right to call a function stands in the function's own policy. */
export const addPermissions = (edges: EdgeSet): void => {
  const exposed = edges.edges.filter(({ kind }) => kind === 'exposes');
  for (const { component, properties, place, stack } of edges.ofType('AWS::Lambda::Permission')) {
    const sources = edges.ids(stack, at(properties, 'SourceArn'));
    const principal = textOf(at(properties, 'Principal')) ?? '';
    const says = `lambda:InvokeFunction to ${principal}`;
    const routes = exposed.filter(({ from }) => from === component).map(({ to }) => to);
    for (const source of sources) {
      const through = exposed.filter(({ from, to }) => from === source && routes.includes(to));
      for (const { to } of through) edges.confirm(component, to, place('SourceArn'), says);
      if (through.length === 0) edges.add(source, 'calls', component, place('SourceArn'), { says });
    }
    if (sources.length === 0)
      edges.unresolved(
        component,
        principal,
        place('Principal'),
        'who may call it, from no place that a template names',
      );
  }
};
