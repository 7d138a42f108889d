/**
 * Addresses are kept in their AWS form wherever they are stored (template attributes, parameters, the environment of a
 * published version) and turned into loopback ones at the moment of use. Versions are immutable, ports are not.
 */
export interface Addresses {
  /** From now on `remote` (`https://sqs.us-east-1.amazonaws.com`) is reached at `local` (`http://127.0.0.1:4567`). */
  readonly declare: (remote: string, local: string) => void;
  /** `text` with every declared remote address replaced by its local one. */
  readonly localize: (text: string) => string;
}

export const addresses = (): Addresses => {
  const known = new Map<string, string>();
  return {
    declare: (remote, local) => {
      known.set(remote, local);
    },
    localize: (text) => {
      let result = text;
      for (const [remote, local] of known) if (result.includes(remote)) result = result.replaceAll(remote, local);
      return result;
    },
  };
};
