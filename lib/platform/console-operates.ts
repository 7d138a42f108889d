import type { Construct } from 'constructs';
import { contextFlag } from './context-flag.ts';

/**
 * Whether releases can be taken back through the API, and so from the console: `cdk deploy -c folio:console-operates=true`. Off unless said:
 * whoever holds `releases:operate` moves what runs, and an account may want a person of its own for that.
 */
export const operatesFromConsole = (scope: Construct): boolean => contextFlag(scope, 'folio:console-operates');
