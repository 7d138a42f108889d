import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { assert } from '../core/assert.ts';

/** A type and not an interface: the SDK takes records, and an interface is none. */
export type KindKey = {
  readonly pk: AttributeValue.SMember;
  readonly sk: AttributeValue.SMember;
};

/**
 * The primary key of an item that is alone in its partition: `<tenant>#<kind>#<id>` with the kind as its sort key, by which the
 * table's stream is filtered.
 *
 * @example itemKey('acme', 'P', id) // { pk: 'acme#P#pye_01...', sk: 'P' }
 */
export const itemKey = (tenant: string, kind: string, id: string): KindKey => {
  assert(tenant !== '' && !tenant.includes('#'), 'a tenant in a key is not empty and holds no #');
  assert(id !== '' && !id.includes('#'), 'an id in a key is not empty and holds no #');
  return { pk: { S: `${tenant}#${kind}#${id}` }, sk: { S: kind } };
};
