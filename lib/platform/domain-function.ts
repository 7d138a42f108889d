import type { Construct } from 'constructs';
import type { Domain, Trigger } from '../../functions/kernel/core/domain.ts';
import type { Deployment } from './deployment.ts';
import { type ReleaseIdentity, releaseIdentity } from './release-identity.ts';
import { ReleasedFunction, type ReleasedFunctionProps } from './released-function.ts';

/** The question that has no effect on a function, by what starts it. */
const PROBES: Readonly<Record<Trigger, ReleaseIdentity['probe']>> = {
  http: 'health',
  stream: 'batch',
  queue: 'batch',
  schedule: 'task',
  task: 'task',
};

export interface DomainFunctionProps<D extends Domain>
  extends Omit<ReleasedFunctionProps, 'domain' | 'owner' | 'release' | 'code'> {
  readonly domain: D;
  /** Its entry is `functions/<domain>/handlers/<entry>.<trigger>.ts`, as the domain declares it. */
  readonly entry: string & keyof D['functions'];
  /** The domain itself unless said. */
  readonly owner?: string;
  /** Under which it is released; `entry` unless one file is deployed twice. Like a construct's id it never changes. */
  readonly releasedAs?: string;
  /** Further files of its bundle: name -> text. */
  readonly extras?: Readonly<Record<string, string>>;
}

/**
 * A function that its domain declares: path, trigger, probe, pin and owner follow from the declaration.
 *
 * @example domainFunction(this, 'Relay', deployment, { domain: ledger, entry: 'relay', memoryMb: 512, timeoutSeconds: 30, ... })
 */
export const domainFunction = <D extends Domain>(
  scope: Construct,
  id: string,
  deployment: Deployment,
  { domain, entry, releasedAs = entry, extras, ...props }: DomainFunctionProps<D>,
): ReleasedFunction => {
  const trigger = domain.functions[entry];
  if (trigger === undefined) throw new Error(`${domain.name} declares no function ${entry}.`);
  return new ReleasedFunction(scope, id, {
    ...props,
    domain: domain.name,
    owner: props.owner ?? domain.name,
    release: releaseIdentity(deployment, domain.name, releasedAs, PROBES[trigger]),
    code: deployment.bundles.code(`functions/${domain.name}/handlers/${entry}.${trigger}.ts`, extras),
  });
};
