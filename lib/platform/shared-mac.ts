import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { KeyAct } from './key-acts.ts';

/** What a function needs of a key that vouches for something: its name in the environment, and the right to act with it. */
export interface VouchingKey {
  readonly keyId: string;
  readonly keyArn: string;
  readonly allow: (act: KeyAct, grantee: IGrantable) => void;
  readonly actors: (act?: KeyAct) => readonly string[];
}

/**
 * A MAC by a key that signs, in a throw-away stage: RSASSA-PKCS1-v1_5 gives the same signature each time, and nobody without the key can
 * make it. `of` is signed with it, so that no domain's MAC is another's (functions/kernel/aws/mac-key.ts). Whoever may make one may
 * sign tokens as well: such a stage holds nothing that is worth one.
 */
export const sharedMac = (keyArn: string, of: string): VouchingKey => ({
  keyId: `sign:${keyArn}#${of}`,
  keyArn,
  allow: (act, { grantPrincipal }) => {
    const actions = [act === 'kms:GenerateMac' ? 'kms:Sign' : act];
    grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [keyArn] }));
  },
  actors: () => [],
});
