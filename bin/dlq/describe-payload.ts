const TYPE = /^[a-z][a-z-]*\.[A-Z][A-Za-z]{0,63}$/;
/** Ids and names of tenants. What has another form may be anything, and is not shown. */
const LINK = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/;
const LINKS = ['eventId', 'tenant', 'correlationId', 'causationId', 'delivery', 'endpoint', 'revive'] as const;

export interface PayloadView {
  readonly type: string;
  readonly links: Readonly<Record<string, string>>;
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const parseFields = (text: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined; // a message that is no JSON is one of the reasons to be parked
  }
};

const linksOf = (fields: Fields): PayloadView['links'] =>
  Object.fromEntries(
    LINKS.flatMap((name) => {
      const value = fields[name];
      return typeof value === 'string' && LINK.test(value) ? [[name, value]] : [];
    }),
  );

/** What a payload is, by a few members of known form; everything else of it stays unseen. */
export const describePayload = (text: string): PayloadView => {
  const fields = parseFields(text);
  if (fields === undefined) return { type: 'not an object in JSON', links: {} };
  const type = fields['detail-type'];
  if (typeof type === 'string' && TYPE.test(type))
    return { type, links: isFields(fields.detail) ? linksOf(fields.detail) : {} };
  if (typeof fields.delivery === 'string') return { type: 'attempt of a delivery', links: linksOf(fields) };
  if (typeof fields.revive === 'string') return { type: 'revival of an endpoint', links: linksOf(fields) };
  if (isFields(fields.requestContext)) return { type: 'run of a function', links: {} };
  return { type: 'unknown', links: {} };
};
