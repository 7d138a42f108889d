/** A throw-away stage, as `folio deploy --target aws --stage try1 --ephemeral` synthesizes it. */
export const THROWN_AWAY = { 'folio:stage': 'try1', 'folio:ephemeral': 'true' } as const;
