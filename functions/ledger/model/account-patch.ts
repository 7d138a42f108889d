import { common } from '../../kernel/core/common-problems.ts';
import { Refusal } from '../../kernel/core/problem.ts';
import { METADATA_KEYS_MAX, type Metadata, type MetadataPatch } from '../../kernel/values/text.ts';
import { ledgerProblems } from '../contract/problems.ts';
import { type Account, headroomOf } from './account.ts';
import { type OverdraftInput, overdraftLimit } from './overdraft.ts';

/** A merge patch (RFC 7396) of an account: what is absent stays, null removes. */
export interface AccountPatch {
  readonly name?: string | null | undefined;
  readonly metadata?: MetadataPatch | null | undefined;
  readonly overdraft?: OverdraftInput | undefined;
}

interface Named {
  readonly name: string | undefined;
  readonly metadata: Metadata;
}

/** Metadata after a patch: kept keys keep their place, new ones follow. A key called `__proto__` is a key like any other. */
const merged = (metadata: Metadata, patch: MetadataPatch | null | undefined): Metadata => {
  if (patch === undefined) return metadata;
  const members = new Map(patch === null ? [] : Object.entries(metadata));
  for (const [key, value] of Object.entries(patch ?? {})) {
    if (value === null) members.delete(key);
    else members.set(key, value);
  }
  if (members.size > METADATA_KEYS_MAX) {
    const errors = [{ pointer: '/metadata', detail: `Metadata has at most ${METADATA_KEYS_MAX} keys.` }];
    throw new Refusal(common['metadata-limit'], 'The account would have too many metadata keys.', errors);
  }
  return Object.fromEntries(members);
};

/** Name and metadata after a patch; undefined where it changes neither. */
export const patchProfile = (profile: Named, patch: AccountPatch): Named | undefined => {
  const next = {
    name: patch.name === undefined ? profile.name : (patch.name ?? undefined),
    metadata: merged(profile.metadata, patch.metadata),
  };
  return JSON.stringify(next) === JSON.stringify({ name: profile.name, metadata: profile.metadata }) ? undefined : next;
};

/** The account with another overdraft; undefined where the patch leaves it. A refusal where what is used would not fit. */
export const patchOverdraft = (account: Account, patch: AccountPatch): Account | Refusal | undefined => {
  const overdraft = patch.overdraft === undefined ? account.overdraft : overdraftLimit(patch.overdraft);
  if (overdraft === account.overdraft) return undefined;
  const next = { ...account, overdraft, ...headroomOf(account, account.normal, overdraft) };
  if (next.debitHeadroom < 0n || next.creditHeadroom < 0n) {
    return new Refusal(
      ledgerProblems['overdraft-in-use'],
      'The balance, less its holds, is below what this overdraft allows. Bring money in first, or allow more.',
    );
  }
  return next;
};
