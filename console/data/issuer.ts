/** Where people sign in, as the stage says it: an outside issuer at which the console is a public client. */
export interface IssuerSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** What the tokens are for (RFC 8707), where the issuer wants to be told. */
  readonly resource?: string;
}

const isSettings = (value: unknown): value is IssuerSettings =>
  typeof value === 'object' && value !== null && 'issuer' in value && 'clientId' in value && 'scope' in value;

/** Undefined where tokens are Folio's own: it knows machines and no people. */
export const issuerSettings = (page: Document): IssuerSettings | undefined => {
  const said = page.querySelector<HTMLMetaElement>('meta[name="folio-issuer"]')?.content ?? '';
  if (said === '') return undefined;
  const value: unknown = JSON.parse(said);
  return isSettings(value) ? value : undefined;
};
