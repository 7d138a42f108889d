/** From one port to another, both included. */
export type PortRange = readonly [from: number, to: number];

/** `4810,9000-9010` as a list of ranges; the text has been checked. Nothing is no port. */
export const portRanges = (text: string): readonly PortRange[] =>
  text
    .split(',')
    .filter((each) => each !== '')
    .map((each) => {
      const [from, to = from] = each.split('-').map(Number);
      return [from ?? 0, to ?? 0];
    });

export const holdsPort = (ranges: readonly PortRange[], port: number): boolean =>
  ranges.some(([from, to]) => from <= port && port <= to);
