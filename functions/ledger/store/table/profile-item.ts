import { type Item, n, s, str } from '../../../kernel/aws/attributes.ts';
import type { Metadata } from '../../../kernel/values/text.ts';
import { profileKey } from './keys.ts';

/** Attributes of a profile item: what people call an account. No money depends on it. */
export const PROFILE = {
  /** Absent where the account has no name. */
  name: 'nm',
  /** JSON, as sent: a map attribute would lose the order of keys. */
  metadata: 'md',
  /** The account's revision at which it was written. */
  revision: 'rv',
} as const;

export interface Profile {
  readonly name: string | undefined;
  readonly metadata: Metadata;
}

export const profileItem = (tenant: string, account: string, profile: Profile, revision: number): Item => ({
  ...profileKey(tenant, account),
  ...(profile.name === undefined ? {} : { [PROFILE.name]: s(profile.name) }),
  [PROFILE.metadata]: s(JSON.stringify(profile.metadata)),
  [PROFILE.revision]: n(revision),
});

export const readProfile = (item: Item): Profile => ({
  name: item[PROFILE.name]?.S,
  metadata: JSON.parse(str(item, PROFILE.metadata)) as Metadata,
});
