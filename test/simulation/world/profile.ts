/** Which domains are under load in a run: those whose events nobody asks about are left out, so that a step costs what it tests. */
export const PROFILES = {
  ledger: { webhooks: false, payments: false, statements: false, files: false, proof: false, identity: false },
  histories: { webhooks: false, payments: false, statements: true, files: false, proof: false, identity: false },
  webhooks: { webhooks: true, payments: false, statements: false, files: false, proof: false, identity: false },
  payments: { webhooks: false, payments: true, statements: false, files: false, proof: false, identity: false },
  files: { webhooks: false, payments: true, statements: false, files: true, proof: false, identity: false },
  proof: { webhooks: false, payments: false, statements: false, files: false, proof: true, identity: false },
  identity: { webhooks: false, payments: false, statements: false, files: false, proof: false, identity: true },
  whole: { webhooks: true, payments: true, statements: true, files: true, proof: true, identity: true },
} as const;
export type ProfileName = keyof typeof PROFILES;
export type Profile = Readonly<
  Record<'webhooks' | 'payments' | 'statements' | 'files' | 'proof' | 'identity', boolean>
>;

const NAMES = Object.keys(PROFILES) as readonly ProfileName[];
export const profileOf = (seed: number): ProfileName => NAMES[seed % NAMES.length] as ProfileName;
