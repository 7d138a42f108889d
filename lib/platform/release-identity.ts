import type { Deployment } from './deployment.ts';

/** What a released function is called where releases are rolled back. */
export interface ReleaseIdentity {
  /** Within its domain. */
  readonly name: string;
  /** Name of the parameter that can hold the alias at a version. It never changes: a stack keeps reading the name it began with. */
  readonly pin: string;
  /** How to ask which version answers, without any effect: an API's health, an empty batch, or the question of a task or schedule. */
  readonly probe: 'health' | 'batch' | 'task';
}

/** @example releaseIdentity(deployment, 'ledger', 'relay', 'batch') // pin: /folio/release/ledger/relay/pin */
export const releaseIdentity = (
  deployment: Deployment,
  domain: string,
  name: string,
  probe: ReleaseIdentity['probe'],
): ReleaseIdentity => ({ name, probe, pin: `/${deployment.prefix}folio/release/${domain}/${name}/pin` });

/** Under which the registry tells what each release of a domain is made of; beside the pins, which nobody else reads. */
export const releasesPath = ({ prefix }: Deployment): string => `/${prefix}folio/releases`;
