import type { Stack, Stacks } from './stacks.ts';

/** States of a stack whose first creation has failed: it can only be deleted, which the CDK CLI does before it creates it anew. */
const FAILED_AT_FIRST: ReadonlySet<string> = new Set(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED']);
/** Those in which a stack holds what somebody may miss. */
const STANDS = /^(CREATE|UPDATE|UPDATE_ROLLBACK|IMPORT|IMPORT_ROLLBACK)_COMPLETE(_CLEANUP_IN_PROGRESS)?$/;

/** What is done before the CDK CLI is run. */
export interface Preparation {
  /** Stacks that were never there whole: they are deployed without protection, and get it when they stand. */
  readonly fresh: readonly string[];
  /** Stacks that AWS would not let the CDK CLI delete. */
  readonly toFree: readonly string[];
}

/**
 * Protection comes after success. The CDK CLI turns it on before the first change set ends: then a first creation that fails once could
 * never be repeated, since what is left of it can neither be updated nor deleted.
 *
 * @param names those of all stacks of the deployment
 */
export const prepare = (names: readonly string[], there: readonly Stack[]): Preparation => {
  const failed = there.filter(({ status }) => FAILED_AT_FIRST.has(status));
  const whole = new Set(
    there.filter(({ status }) => STANDS.test(status) || isUnderWay(status)).map(({ name }) => name),
  );
  return {
    fresh: names.filter((name) => !whole.has(name)),
    toFree: failed.filter(({ isProtected }) => isProtected).map(({ name }) => name),
  };
};

/** Whatever else happens to it, it has stood before. */
const isUnderWay = (status: string): boolean => /^(UPDATE|IMPORT|DELETE)_/.test(status);

/** Takes the protection from what a failed first creation has left; nothing of a customer is in it. */
export const free = async (stacks: Stacks, { toFree }: Preparation, say: (line: string) => void): Promise<void> => {
  for (const name of toFree) {
    await stacks.protect(name, false);
    say(
      `${name} has failed in its first creation and never held anything: its protection is off, so that it is made anew.`,
    );
  }
};

/** Protects every stack that stands; called also after a deployment that failed, since some of its stacks stand by then. */
export const protectWhatStands = async (stacks: Stacks, names: string): Promise<readonly string[]> => {
  const bare = (await stacks.list(names)).filter(({ status, isProtected }) => STANDS.test(status) && !isProtected);
  for (const { name } of bare) await stacks.protect(name, true);
  return bare.map(({ name }) => name);
};
