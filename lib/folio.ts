import type { App, Stack } from 'aws-cdk-lib';
import { DATA as identityData } from '../functions/identity/contract/data.ts';
import { DATA as ledgerData } from '../functions/ledger/contract/data.ts';
import { DATA as metaData } from '../functions/meta/contract/data.ts';
import { DATA as webhooksData } from '../functions/webhooks/contract/data.ts';
import { AccessStack } from './access/access-stack.ts';
import { IdentityStack } from './identity/identity-stack.ts';
import { LedgerStack } from './ledger/ledger-stack.ts';
import { MetaStack } from './meta/meta-stack.ts';
import type { Deployment } from './platform/deployment.ts';
import { PlatformStack } from './platform/platform-stack.ts';
import { enforceRules } from './platform/rules/rules.ts';
import { recordRelease } from './registry/domain-release.ts';
import { RegistryStack } from './registry/registry-stack.ts';
import { WebhooksStack } from './webhooks/webhooks-stack.ts';

/** The stacks of one deployment, in the order in which they are deployed. */
export interface Folio {
  readonly platform: Stack;
  readonly registry: Stack;
  readonly identity: Stack;
  readonly access: Stack;
  readonly ledger: Stack;
  readonly webhooks: Stack;
  readonly meta: Stack;
}

/**
 * Puts one deployment of Folio into the app. The dependencies give `cdk deploy --all` its order: each stack finds the wires
 * that it reads, every pin is there before the function that it can hold, and identity answers before the authorizer asks it.
 */
export const composeFolio = (app: App, deployment: Deployment): Folio => {
  const platform = new PlatformStack(app, deployment);
  const registry = new RegistryStack(app, deployment);
  const identity = new IdentityStack(app, deployment);
  const access = new AccessStack(app, deployment);
  const ledger = new LedgerStack(app, deployment);
  const webhooks = new WebhooksStack(app, deployment);
  const meta = new MetaStack(app, deployment);
  registry.addStackDependency(platform);
  identity.addStackDependency(registry);
  access.addStackDependency(identity);
  ledger.addStackDependency(access);
  webhooks.addStackDependency(ledger);
  meta.addStackDependency(webhooks);
  registry.keepPins(app);
  registry.letProbe(app);
  recordRelease(identity, deployment, 'identity', identityData);
  recordRelease(ledger, deployment, 'ledger', ledgerData);
  recordRelease(webhooks, deployment, 'webhooks', webhooksData);
  recordRelease(meta, deployment, 'meta', metaData);
  enforceRules(app);
  return { platform, registry, identity, access, ledger, webhooks, meta };
};
