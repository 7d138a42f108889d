import { type KeySpec, type KeyStore, USAGE } from '../kms/key-store.ts';
import type { ResourceHandler } from '../services.ts';
import { StartFailure } from '../start-failure.ts';
import { only, optionalText } from './properties.ts';

/** A key. Its material is made once and outlives the template: what it protects cannot be made again. */
export const kmsKey = (keys: KeyStore): ResourceHandler => ({
  type: 'AWS::KMS::Key',
  supports: ['Description', 'KeySpec', 'KeyUsage', 'Enabled', 'MultiRegion'],
  ignores: {
    KeyPolicy: 'permissions are not enforced on one machine; the template tests check them',
    EnableKeyRotation: 'rotation of symmetric keys changes nothing that can be seen from outside',
    RotationPeriodInDays: 'rotation of symmetric keys changes nothing that can be seen from outside',
    PendingWindowInDays: 'keys are never deleted locally',
    Tags: 'there is no bill to divide',
  },
  apply: async (resource) => {
    only(resource, 'KeySpec', Object.keys(USAGE));
    only(resource, 'MultiRegion', [false, 'false']);
    const spec = (optionalText(resource, 'KeySpec') ?? 'SYMMETRIC_DEFAULT') as KeySpec;
    only(resource, 'KeyUsage', [USAGE[spec]]);
    const description = optionalText(resource, 'Description') ?? '';
    const enabled = String(resource.properties.Enabled ?? true) === 'true';
    const known = resource.previous?.ref;
    if (known !== undefined && !keys.has(known))
      throw new StartFailure(
        `the key ${known} is missing from the data folder; restore its file, or start afresh with --fresh`,
      );
    const current = known === undefined ? await keys.create(spec, description, enabled) : keys.get(known);
    if (current.spec !== spec) throw new StartFailure(`the kind of the key ${current.id} cannot change`);
    const changed = current.description !== description || current.enabled !== enabled;
    const key = changed ? keys.update(current.id, description, enabled) : current;
    return { ref: key.id, attributes: { Arn: key.arn, KeyId: key.id } };
  },
});
