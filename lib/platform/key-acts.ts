/**
 * Every act that proves something in the name of the key. Verifying is among them: whoever may verify MACs can ask for the truth
 * of any guess. Who may read a public key or change the key's policy is not restricted here.
 */
export const KEY_ACTS = ['kms:GenerateMac', 'kms:Sign', 'kms:Verify', 'kms:VerifyMac'] as const;
export type KeyAct = (typeof KEY_ACTS)[number];
