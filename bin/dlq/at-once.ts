/** Things that one command takes in hand, of each place. */
export const MAX_AT_ONCE = 1_000;

/** What a parameter of the cheapest kind, the record of a throw-away, can hold names this many. */
export const DISCARDED_AT_ONCE = 20;
