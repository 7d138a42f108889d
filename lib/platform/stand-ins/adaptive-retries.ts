/** Stands for the SDK's adaptive retries, which no client of ours asks for: they would delay calls of all tenants together. */
export class AdaptiveRetryStrategy {
  constructor() {
    throw new Error('Adaptive retries are left out of the bundles: see lib/platform/bundle.ts.');
  }
}
