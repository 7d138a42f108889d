import type { LogSubscription } from './log-batches.ts';

/** One HTTP API as its resources describe it. */
export interface Api {
  readonly apiId: string;
  readonly name: string;
  readonly routes: readonly ApiRoute[];
  readonly stage: Stage | undefined;
  /** Who gets the lines of which log. */
  readonly subscriptions: readonly LogSubscription[];
}

export interface ApiRoute {
  /** `POST /v1/accounts/{id}/freeze` or `$default` */
  readonly routeKey: string;
  readonly integration: Integration;
  readonly authorizer: JwtSettings | undefined;
  /** Any one of them opens the route; empty asks for a valid token only. */
  readonly scopes: readonly string[];
}

export interface Integration {
  /** Function name or ARN, with its alias. */
  readonly target: string;
  readonly timeoutMs: number;
}

export interface JwtSettings {
  /** As this machine reaches it. */
  readonly issuer: string;
  readonly audience: readonly string[];
}

export interface Stage {
  readonly rateLimit: number | undefined;
  readonly burstLimit: number | undefined;
  readonly accessLog: AccessLogSettings | undefined;
}

export interface AccessLogSettings {
  readonly format: string;
  readonly path: string;
  /** The log group that its lines go to on AWS. */
  readonly group: string;
}
