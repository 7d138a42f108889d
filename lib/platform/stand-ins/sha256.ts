/** Stands for the SDK's SHA-256 in JavaScript, which it falls back to where Node has no cryptography of its own. */
export class Sha256Js {
  constructor() {
    throw new Error('SHA-256 in JavaScript is left out of the bundles: see lib/platform/bundle.ts.');
  }
}
