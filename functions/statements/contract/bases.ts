/** By which time a line belongs to a day: when it was booked, or when it counts. */
export const BASES = ['booked', 'effective'] as const;
export type Basis = (typeof BASES)[number];
