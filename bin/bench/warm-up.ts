/**
 * What goes before a measurement of so many seconds, in ms. One of less than a second is a look at whether all of it works, and no figure:
 * what goes before it is shortened with it.
 */
export const warmUpMs = (ms: number, seconds: number): number => ms * Math.min(1, seconds);
