import type { Addresses } from './addresses.ts';
import type { Operations } from './aws/operations.ts';
import type { Ahead } from './clock/shift-date.ts';
import type { StackStates } from './cloudformation/stack-states.ts';
import type { NewEvent } from './events/bus.ts';
import type { Functions } from './lambda/functions.ts';
import type { Credentials } from './trust/credentials.ts';

/**
 * The seams of the local cloud: how a resource type of the templates is honoured, and how the emulated services are plugged
 * in. `cloud.ts` puts the pieces together; the services' one entry is `startServices` in `local/start-services.ts`.
 */

/** The properties of a resource with every intrinsic evaluated. */
export type Properties = Readonly<Record<string, unknown>>;

/** What one resource has become. Kept in the data folder, so that ids survive restarts. */
export interface ResourceRecord {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** The answer to `Ref`. */
  readonly ref: string;
  /** The answers to `Fn::GetAtt`, by attribute name (`Arn`, `Endpoint.Address`). */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The evaluated properties that were applied last. */
  readonly properties: Properties;
}

/** One resource of a template, ready to be applied. */
export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  /** Its `UpdatePolicy`, evaluated; absent without one, or where a condition takes it away. */
  readonly updatePolicy?: unknown;
  /** What the last deployment or the last start made of it; absent the first time. */
  readonly previous: ResourceRecord | undefined;
}

/** `Ref` and `Fn::GetAtt` of an applied resource. */
export interface Applied {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /**
   * The resource is still as it was: it changes `later`, when its stack settles, or `never`, because it was refused. Until
   * then it is on record with its former properties, so that a crash or a refusal leaves it to the next deployment.
   */
  readonly unsettled?: 'later' | 'never';
}

/**
 * Honours one resource type; one small file each, registered in one table. A type without a handler, and a property that is
 * neither honoured nor ignored for a stated reason, fail the deployment by name.
 */
export interface ResourceHandler {
  readonly type: string;
  readonly supports: readonly string[];
  /** Properties that change nothing on one machine, each with why. */
  readonly ignores: Readonly<Record<string, string>>;
  /**
   * Makes the resource what its properties say. Called for every resource in order of dependency at every start and at every
   * redeployment, hence idempotent: it keeps the physical id and the data of `previous`, and updates in place. It also puts
   * back what lives in memory only (rules, mappings).
   */
  readonly apply: (resource: Resource, context: DeployContext) => Promise<Applied> | Applied;
  /** Called when the resource has left its template and is not retained. Absent: there is nothing to take away. */
  readonly remove?: (record: ResourceRecord, context: DeployContext) => Promise<void> | void;
}

/** What a handler may use while it applies a resource. */
export interface DeployContext {
  readonly dataDir: string;
  readonly addresses: Addresses;
  readonly functions: Functions;
  /** The directory (or file) of an asset of the assembly, by its object key in the assets bucket. */
  readonly asset: (objectKey: string) => string;
  readonly log: (line: string) => void;
}

/** What the emulated services get when they are started. */
export interface ServiceHost {
  /** Exists, 0700, locked by this process. Each service keeps to its own sub-folder. */
  readonly dataDir: string;
  /** For how long a transaction holds its items against others, in ms; 0: they never meet. */
  readonly conflictMs?: number;
  /** How far back a table can be restored, in ms; as far as its consumers have not come unless said. */
  readonly restorableMs?: number;
  readonly addresses: Addresses;
  readonly functions: Functions;
  /** How far a clock that can be moved is ahead; undefined for the real one. */
  readonly ahead?: Ahead | undefined;
  /** What callers of this start prove themselves by. */
  readonly credentials: Credentials;
  /** Further services for the AWS endpoint, by the first part of `X-Amz-Target`. */
  readonly operations?: ReadonlyMap<string, Operations>;
  /** What CloudFormation says of the stacks. */
  readonly stacks: StackStates;
  /** One line for `--verbose`. */
  readonly log: (line: string) => void;
}

/** The emulated services: one AWS endpoint for all of them, and the store's own. */
export interface Services {
  /** `http://127.0.0.1:<port>`, already answering: becomes `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_DYNAMODB` of functions. */
  readonly endpoints: { readonly aws: string; readonly dynamodb: string };
  /** Whether a function is run by queues and streams, so that no request waits for it. */
  readonly isBackground?: (functionName: string) => boolean;
  readonly handlers: readonly ResourceHandler[];
  /** The value of an SSM parameter, for SSM-typed template parameters and dynamic references. */
  readonly parameter: (name: string) => Promise<string | undefined> | string | undefined;
  /** Sends a failed asynchronous invocation's record to its destination (a queue's or a topic's ARN); durable when it resolves. */
  readonly deliver: (destinationArn: string, record: string) => Promise<void>;
  /** Called once, when every stack is deployed: streams, queues and schedules begin to poll. */
  readonly begin: () => Promise<void>;
  /** Those of the named alarms that are in ALARM now, or were since `since`; without alarms nothing is ever taken back. */
  readonly inAlarm?: (names: readonly string[], since: number) => readonly string[];
  /** Since when an alarm is in ALARM; undefined for one that is not. */
  readonly ringsSince?: (name: string) => number | undefined;
  /** Puts what AWS itself tells on the default bus; it is in its queues when this returns. */
  readonly announce?: (event: NewEvent) => void;
  /** The clock was moved ahead: what is due by now is done now, where nothing looks at the time by itself. */
  readonly advanced?: () => void;
  /** Every line a function prints (EMF metrics are among them). Cheap for what it does not know. */
  readonly onLogLine?: (functionName: string, line: string) => void;
  /** No new work, running work ends, everything is on disk. Functions can still be invoked until it resolves. */
  readonly stop: () => Promise<void>;
  /** Counts worth showing by `folio start --verbose`. */
  readonly counts?: () => Readonly<Record<string, number>>;
}

export type StartServices = (host: ServiceHost) => Promise<Services>;
