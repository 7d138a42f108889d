import type { Construct } from 'constructs';
import { contextFlag } from './context-flag.ts';

/**
 * Whether the functions that say `.use(tracing())` bring Powertools' tracer: `cdk deploy -c folio:tracer=true`, and every function is traced. It makes their bundles half as
 * large again, so no deployment has it by itself.
 *
 * @throws Error where the context says something else than true or false
 */
export const wantsTracer = (scope: Construct): boolean => contextFlag(scope, 'folio:tracer');
