/** Which domains are under load in a run: those whose events nobody asks about are left out, so that a step costs what it tests. */
export const PROFILES = {
  ledger: { webhooks: false, payments: false, statements: false },
  histories: { webhooks: false, payments: false, statements: true },
  webhooks: { webhooks: true, payments: false, statements: false },
  payments: { webhooks: false, payments: true, statements: false },
  whole: { webhooks: true, payments: true, statements: true },
} as const;
export type ProfileName = keyof typeof PROFILES;
export type Profile = Readonly<Record<'webhooks' | 'payments' | 'statements', boolean>>;

const NAMES = Object.keys(PROFILES) as readonly ProfileName[];
export const profileOf = (seed: number): ProfileName => NAMES[seed % NAMES.length] as ProfileName;
