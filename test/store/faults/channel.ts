/** How one hop treats what passes it. */
export interface Channel {
  /** Nothing passes; what comes waits. */
  held: boolean;
  /** Everything passes twice. */
  twice: boolean;
  /** The last comes first. */
  backwards: boolean;
}

export const freely = (): Channel => ({ held: false, twice: false, backwards: false });
