import type { Construct } from 'constructs';
import { contextFlag } from './context-flag.ts';

/** The key in the CDK context: `cdk deploy -c folio:unasked=true`, which `folio deploy --unasked` says. */
export const UNASKED = 'folio:unasked';

/**
 * Whether the new versions of this one deployment take over although nobody has asked them: for when the prober itself is broken. The
 * next deployment that does not say it asks them.
 *
 * @throws Error where the context says something else than true or false
 */
export const unasked = (scope: Construct): boolean => contextFlag(scope, UNASKED);
