/** The log cannot be read: it holds something else than what was written into it, or a form that this release does not know. */
export class DamagedLog extends Error {
  override readonly name = 'DamagedLog';
}

/** Somebody else has written since the records were read: what was decided from them must be decided again. */
export class LostRace extends Error {
  override readonly name = 'LostRace';
}

/** What an operator wants with a release is not to be done; the message says why and what to do instead. */
export class ReleaseRefused extends Error {
  override readonly name = 'ReleaseRefused';
}
