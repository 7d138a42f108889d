import type { Key } from 'aws-cdk-lib/aws-kms';
import { prefixOf } from './stage.ts';

/**
 * Gives a key the name by which the console and `aws kms` show it: `alias/folio/ledger/data`. Nothing calls a key by it: rights and calls have
 * its ARN. The name goes with the stack, and the key may stay.
 */
export const nameKey = (key: Key, domain: string, purpose: string): void => {
  key.addAlias(`alias/${prefixOf(key)}folio/${domain}/${purpose}`);
};
