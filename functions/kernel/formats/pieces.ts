/** Characters of one piece of a file that is written: large enough that the work is not about pieces, small enough for memory. */
export const PIECE_CHARS = 65_536;
