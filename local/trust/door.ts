/** A header that whoever comes in has to send. */
export interface Secret {
  /** In lower case. */
  readonly header: string;
  readonly value: Buffer;
}

/** Who may come in by one port of this machine. */
export interface Door {
  /** The values of `Host` that name this port, in lower case. */
  readonly hosts: ReadonlySet<string>;
  /** Undefined where the caller proves itself further inside, or need not. */
  readonly secret: Secret | undefined;
}

const NAMES = ['127.0.0.1', 'localhost'] as const;
const HTTP_PORT = '80';

/** The door of a server at `http://127.0.0.1:<port>`. A `Host` leaves the port out where it is HTTP's own. */
export const doorAt = (url: string, secret?: Secret): Door => {
  const port = new URL(url).port || HTTP_PORT;
  const hosts = NAMES.flatMap((name) => (port === HTTP_PORT ? [name, `${name}:${port}`] : [`${name}:${port}`]));
  return { hosts: new Set(hosts), secret };
};
