import type { Anchor } from '../contract/anchor.ts';
import type { DeployedFunction, Versions } from '../contract/release-record.ts';
import type { Published } from '../model/retention.ts';
import type { Canaries } from './canaries.ts';
import type { NamedResource } from './named-resources.ts';
import type { ReleaseLog } from './release-log.ts';

export interface AliasState {
  readonly version: string;
  /** Other versions that get a share of the calls. */
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

export interface VersionState {
  readonly active: boolean;
  readonly codeSha256: string;
  /** What its environment names, without which it cannot work. */
  readonly names: readonly NamedResource[];
}

/** What came of asking a function, through its alias, which version it is. */
export interface Proof {
  /** Empty where none was run. */
  readonly executedVersion: string;
  /** Undefined when it is well, else what is wrong. */
  readonly complaint: string | undefined;
}

/** Lambda, by the ARN of an alias. */
export interface FunctionPorts {
  readonly alias: (alias: string) => Promise<AliasState>;
  /** Undefined for a version that was deleted. */
  readonly version: (alias: string, version: string) => Promise<VersionState | undefined>;
  /** All that are published, oldest first. */
  readonly published: (alias: string) => Promise<readonly Published[]>;
  /** Removes a version for good. Lambda refuses one that an alias points at. */
  readonly remove: (alias: string, version: string) => Promise<void>;
  /** Points the alias at the version alone, without weights; `stale` when it is not at that revision any more. */
  readonly move: (alias: string, version: string, revisionId: string) => Promise<'moved' | 'stale'>;
  readonly prove: (fn: DeployedFunction) => Promise<Proof>;
  /** Runs a version once before it gets any traffic, where its function takes a question that has no effect. */
  readonly warm: (fn: DeployedFunction, version: string) => Promise<void>;
}

/**
 * From which version a deployment shifts an alias. CloudFormation gives CodeDeploy the version that the previous deployment left.
 * CodeDeploy refuses if the alias points elsewhere. The local cloud starts from where the alias is.
 */
export type DeploysFrom = 'what-was-deployed' | 'what-is-live';

/** What a log is compared by. */
export interface AnchorPorts {
  /** The records' texts as they are stored, by their places. */
  readonly texts: (domain: string) => Promise<ReadonlyMap<number, string>>;
  readonly list: (domain: string) => Promise<readonly Anchor[]>;
}

/** Everything outside of itself that a release command uses: the same for AWS and for the local cloud. */
export interface ReleasePorts {
  readonly deploysFrom: DeploysFrom;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly actor: string;
  readonly log: ReleaseLog;
  /** The log's texts, and the copies that its writers cannot reach; absent where a registry keeps none. */
  readonly anchors: AnchorPorts | undefined;
  /** Every domain that has a pin. */
  readonly domains: () => Promise<readonly string[]>;
  readonly pins: {
    readonly get: (name: string) => Promise<string | undefined>;
    readonly put: (name: string, version: string) => Promise<void>;
  };
  readonly functions: FunctionPorts;
  /** Whether it is there and can be used. */
  readonly exists: (resource: NamedResource) => Promise<boolean>;
  readonly canaries: Canaries;
  readonly stackStatus: (name: string) => Promise<string | undefined>;
  readonly say: (line: string) => void;
}

export interface Why {
  readonly reason: string;
  readonly incident?: string;
}

/** `api 6 -> 5, relay 3` for people. */
export const showVersions = (from: Versions, to: Versions = from): string =>
  Object.keys(to)
    .map((name) => (from[name] === to[name] ? `${name} ${to[name]}` : `${name} ${from[name]} -> ${to[name]}`))
    .join(', ');
