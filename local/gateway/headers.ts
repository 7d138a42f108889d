export interface ReceivedHeaders {
  /** Lower-cased names, repeated ones joined by a comma, cookies taken out. */
  readonly all: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  /** Undefined when there is none, or more than one: which of two tokens counts must never depend on who reads them. */
  readonly authorization: string | undefined;
  readonly contentType: string;
  readonly userAgent: string;
  readonly size: number;
  /** Two hosts: proxies have been fooled by less. */
  readonly ambiguous: boolean;
}

/** Reads node's flat list of names and values (its own map drops repeated headers). */
export const receivedHeaders = (raw: readonly string[]): ReceivedHeaders => {
  const all: Record<string, string> = Object.create(null) as Record<string, string>;
  const cookies: string[] = [];
  let authorizations = 0;
  let hosts = 0;
  let size = 0;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    const value = raw[i + 1] as string;
    size += name.length + value.length + 4;
    if (name === 'cookie') {
      cookies.push(...value.split('; '));
      continue;
    }
    if (name === 'authorization') authorizations += 1;
    if (name === 'host') hosts += 1;
    const before = all[name];
    all[name] = before === undefined ? value : `${before},${value}`;
  }
  return {
    all,
    cookies,
    authorization: authorizations === 1 ? all.authorization : undefined,
    contentType: all['content-type'] ?? '',
    userAgent: all['user-agent'] ?? '',
    size,
    ambiguous: hosts > 1,
  };
};
