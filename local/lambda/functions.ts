/**
 * Lambda as the rest of the local cloud sees it. A target is a function name, an ARN, or either with a qualifier
 * (`name:live`, `arn:aws:lambda:...:function:name:7`); without one it is `$LATEST`.
 */
export interface Functions {
  /**
   * Runs a function, one invocation at a time per environment. Resolves also when the function failed (`functionError`);
   * rejects with LambdaFault only when it was not run: unknown target, too many waiting.
   */
  readonly invoke: (target: string, payload: string, options?: InvokeOptions) => Promise<InvokeResult>;
  readonly describe: (target: string) => FunctionView;
  readonly versions: (name: string) => readonly FunctionView[];
  readonly alias: (name: string, alias: string) => AliasView;
  readonly aliases: (name: string) => readonly AliasView[];
  /** Moves an alias. A `revisionId` that is not the alias's own is refused with PreconditionFailedException. */
  readonly updateAlias: (name: string, alias: string, change: AliasChange) => AliasView;
  readonly publishVersion: (name: string, description?: string) => FunctionView;
  /** Takes a published version away for good; refused while an alias points at it. */
  readonly removeVersion: (name: string, version: string) => void;
  readonly list: () => readonly FunctionView[];
  readonly counts: () => readonly FunctionCounts[];
}

export type InvocationType = 'RequestResponse' | 'Event' | 'DryRun';

export interface InvokeOptions {
  /** `Event` answers 202 as soon as the invocation is on disk; it is then tried up to three times. */
  readonly type?: InvocationType;
  /** The `ClientContext` header's JSON, decoded. */
  readonly clientContext?: string;
  /** `X-Amzn-Trace-Id` of the caller. */
  readonly traceId?: string;
}

export interface InvokeResult {
  readonly statusCode: 200 | 202 | 204;
  readonly executedVersion: string;
  /** `Unhandled` when the function threw, timed out or crashed; the payload then is `{ errorType, errorMessage, ... }`. */
  readonly functionError?: 'Unhandled';
  readonly payload: string;
  readonly requestId: string;
}

export interface FunctionView {
  readonly name: string;
  /** With the version as qualifier, unless `$LATEST`. */
  readonly arn: string;
  readonly version: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** SHA-256 of the code, base64, as `CodeSha256`. */
  readonly codeSha256: string;
  readonly codeSize: number;
  readonly description: string;
  readonly revisionId: string;
  /** RFC 3339. */
  readonly lastModified: string;
  readonly reservedConcurrency: number | undefined;
}

export interface AliasView {
  readonly name: string;
  readonly arn: string;
  readonly functionVersion: string;
  /** Additional version -> weight in (0, 1); empty when all traffic goes to `functionVersion`. */
  readonly weights: Readonly<Record<string, number>>;
  readonly description: string;
  readonly revisionId: string;
}

export interface AliasChange {
  readonly functionVersion?: string;
  /** Given and empty clears the weights. */
  readonly weights?: Readonly<Record<string, number>>;
  readonly description?: string;
  readonly revisionId?: string;
}

/** Since the start of this process, per function and version. */
export interface FunctionCounts {
  readonly name: string;
  readonly version: string;
  readonly cold: number;
  readonly warm: number;
  readonly errors: number;
  readonly throttles: number;
  readonly environments: number;
  readonly waiting: number;
}
