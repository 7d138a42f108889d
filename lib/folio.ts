import type { App } from 'aws-cdk-lib';
import type { Domain } from '../functions/kernel/core/domain.ts';
import { AccessStack } from './access/access-stack.ts';
import { CatalogStack } from './catalog/catalog-stack.ts';
import { DOMAINS, type DomainName } from './domains.ts';
import { EdgeStack, edgeOf } from './edge/edge-stack.ts';
import { IdentityStack } from './identity/identity-stack.ts';
import { LedgerStack } from './ledger/ledger-stack.ts';
import { MetaStack } from './meta/meta-stack.ts';
import { PaymentsStack } from './payments/payments-stack.ts';
import type { Deployment } from './platform/deployment.ts';
import type { DomainStack } from './platform/domain-stack.ts';
import { DomainTable } from './platform/domain-table.ts';
import { goWithoutAlarms } from './platform/ephemeral.ts';
import { isEphemeral } from './platform/is-ephemeral.ts';
import { PlatformStack } from './platform/platform-stack.ts';
import { checkReservations } from './platform/reserved-concurrency.ts';
import { checkRestored } from './platform/restored-table.ts';
import { enforceRules } from './platform/rules/rules.ts';
import { scopesOf } from './platform/scopes.ts';
import { stackName } from './platform/stack-name.ts';
import { ProofStack } from './proof/proof-stack.ts';
import { recordRelease, releasedNames } from './registry/domain-release.ts';
import { RegistryStack } from './registry/registry-stack.ts';
import { StandardStack } from './standard/standard-stack.ts';
import { StatementsStack } from './statements/statements-stack.ts';
import { WebhooksStack } from './webhooks/webhooks-stack.ts';

/** The stacks of one deployment; the edge only where one is asked for. */
export type FolioStack = DomainName | 'platform' | 'registry' | 'access';
export type Folio = Readonly<Record<FolioStack, DomainStack>> & {
  readonly edge?: DomainStack;
};

/** Of a throw-away stage: the log needs a key of another kind, and vouches for years. */
const LEFT_OUT: ReadonlySet<string> = new Set(['proof']);

type Deploy = (app: App, deployment: Deployment, domains: readonly Domain[]) => DomainStack;

/** What deploys the domains that have a stack of their own; a `StandardStack` deploys any other one from its declaration alone. */
const DEPLOYS: Readonly<Record<string, Deploy>> = {
  identity: (app, deployment, domains) => new IdentityStack(app, deployment, scopesOf(domains)),
  ledger: (app, deployment) => new LedgerStack(app, deployment),
  webhooks: (app, deployment, domains) => new WebhooksStack(app, deployment, domains),
  payments: (app, deployment) => new PaymentsStack(app, deployment),
  statements: (app, deployment) => new StatementsStack(app, deployment),
  proof: (app, deployment) => new ProofStack(app, deployment),
  catalog: (app, deployment, domains) =>
    new CatalogStack(app, deployment, { domains, stackNames: stackNamesOf(deployment, domains) }),
  meta: (app, deployment, domains) => new MetaStack(app, deployment, domains),
};

/** The stacks of a deployment, those that are yet to come included. */
const stackNamesOf = (deployment: Deployment, domains: readonly Domain[]): readonly string[] =>
  ['platform', 'registry', 'access', ...domains.map(({ name }) => name)].map((name) => stackName(deployment, name));

/**
 * Puts one deployment of Folio into the app. The dependencies give `cdk deploy --all` its order: each stack finds the parameters
 * that it reads, every pin is there before the function that it can hold, and identity answers before the authorizer asks it.
 */
export const composeFolio = (app: App, deployment: Deployment, all: readonly Domain[] = DOMAINS): Folio => {
  const domains = isEphemeral(app) ? all.filter(({ name }) => !LEFT_OUT.has(name)) : all;
  const inOrder: [string, DomainStack][] = [];
  const add = <S extends DomainStack>(name: string, stack: S): S => {
    const before = inOrder.at(-1)?.[1];
    if (before !== undefined) stack.addStackDependency(before);
    inOrder.push([name, stack]);
    return stack;
  };
  add('platform', new PlatformStack(app, deployment));
  const edge = edgeOf(app);
  // Before the authorizer, whose issuer bears its name.
  if (edge !== undefined) add('edge', new EdgeStack(app, deployment, edge));
  const registry = add('registry', new RegistryStack(app, deployment));
  const released = domains.map((domain) => {
    const { name, data } = domain;
    const stack = add(name, DEPLOYS[name]?.(app, deployment, domains) ?? new StandardStack(app, deployment, domain));
    if (name === 'identity') add('access', new AccessStack(app, deployment));
    return { name, data, stack };
  });
  registry.keepPins(app);
  registry.letProbe(app);
  for (const { name, data, stack } of released)
    recordRelease(stack, deployment, name, { ...data, floor: stack.dataFloor ?? data.floor });
  const reservable = released.flatMap(({ name, stack }) => releasedNames(stack).map((fn) => `${name}/${fn}`));
  checkReservations(app, new Set(reservable));
  const tables = app.node.findAll().filter((node): node is DomainTable => node instanceof DomainTable);
  checkRestored(app, new Set(tables.map(({ place }) => place)));
  if (isEphemeral(app)) goWithoutAlarms(app);
  enforceRules(app);
  return Object.fromEntries(inOrder) as Folio;
};
