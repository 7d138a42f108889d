import type { Api, ApiRoute, Integration, JwtSettings, Stage } from './api.ts';
import type { LogSubscription } from './log-batches.ts';

export interface RouteSettings {
  readonly routeKey: string;
  readonly integrationId: string;
  readonly authorizerId: string | undefined;
  readonly scopes: readonly string[];
}

/** What the API Gateway resources have said so far; a deployment fills it, `api` reads it as a whole afterwards. */
export class ApiRegistry {
  #api: { readonly apiId: string; readonly name: string } | undefined;
  #stage: Stage | undefined;
  readonly #routes = new Map<string, RouteSettings>();
  readonly #integrations = new Map<string, Integration>();
  readonly #authorizers = new Map<string, JwtSettings>();
  readonly #subscriptions = new Map<string, LogSubscription>();

  putApi(apiId: string, name: string): void {
    if (this.#api !== undefined && this.#api.apiId !== apiId) {
      throw new Error('the local cloud serves one HTTP API; the app has a second one');
    }
    this.#api = { apiId, name };
  }
  putStage(apiId: string, stage: Stage): void {
    this.#check(apiId);
    this.#stage = stage;
  }
  putRoute(apiId: string, routeId: string, route: RouteSettings): void {
    this.#check(apiId);
    for (const [id, other] of this.#routes) {
      if (id !== routeId && other.routeKey === route.routeKey)
        throw new Error(`two routes have the key ${route.routeKey}`);
    }
    this.#routes.set(routeId, route);
  }
  putIntegration(apiId: string, integrationId: string, integration: Integration): void {
    this.#check(apiId);
    this.#integrations.set(integrationId, integration);
  }
  putAuthorizer(apiId: string, authorizerId: string, settings: JwtSettings): void {
    this.#check(apiId);
    this.#authorizers.set(authorizerId, settings);
  }
  putSubscription(subscription: LogSubscription): void {
    this.#subscriptions.set(subscription.name, subscription);
  }
  removeSubscription(name: string): void {
    this.#subscriptions.delete(name);
  }
  removeRoute(routeId: string): void {
    this.#routes.delete(routeId);
  }
  removeIntegration(integrationId: string): void {
    this.#integrations.delete(integrationId);
  }
  removeAuthorizer(authorizerId: string): void {
    this.#authorizers.delete(authorizerId);
  }

  /** The API as it stands now; undefined when the app has none. */
  api(): Api | undefined {
    if (this.#api === undefined) return undefined;
    return {
      ...this.#api,
      stage: this.#stage,
      subscriptions: [...this.#subscriptions.values()],
      routes: [...this.#routes.values()].map((route) => this.#resolve(route)),
    };
  }

  #resolve({ routeKey, integrationId, authorizerId, scopes }: RouteSettings): ApiRoute {
    const integration = this.#integrations.get(integrationId);
    if (integration === undefined) throw new Error(`the route ${routeKey} has no integration`);
    const authorizer = authorizerId === undefined ? undefined : this.#authorizers.get(authorizerId);
    if (authorizerId !== undefined && authorizer === undefined)
      throw new Error(`the route ${routeKey} has no authorizer`);
    return { routeKey, integration, authorizer, scopes };
  }

  #check(apiId: string): void {
    if (apiId !== this.#api?.apiId) throw new Error(`there is no HTTP API ${apiId}`);
  }
}
