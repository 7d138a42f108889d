/** Stands for the rate limiter of the SDK's adaptive retries, which no client of ours asks for: it would delay calls of all tenants together. */
export class DefaultRateLimiter {
  constructor() {
    throw new Error('Adaptive retries are left out of the bundles: see lib/platform/bundle.ts.');
  }
}
