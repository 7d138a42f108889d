import type { Construct } from 'constructs';
import { WrongOption } from './wrong-option.ts';

/** Each as `-c <key>=<value>`, or in the stage's file. */
const DOMAIN = 'folio:domain';
const CERTIFICATE = 'folio:certificate';
const HOSTED_ZONE = 'folio:hosted-zone';
const TRUSTSTORE = 'folio:mtls-truststore';
const EDGE_CERTIFICATE = 'folio:edge-certificate';
const ORIGIN = 'folio:origin-domain';

/** The name under which clients know the deployment: it is in every token and every client, so it outlives the API behind it. */
export interface OwnDomain {
  /** `api.example.com` */
  readonly name: string;
  /** The name of the API itself: another one where an edge stands before it. */
  readonly apiName: string;
  /** ACM's, in the region of the deployment, for `apiName`. */
  readonly certificate: string;
  /** Route 53's, where the names shall be made too. */
  readonly hostedZone: string | undefined;
  /** `s3://<bucket>/<file>` of the authorities whose certificates clients show. */
  readonly truststore: string | undefined;
  /** ACM's in us-east-1, for `name`; undefined where no edge stands before the API. */
  readonly edgeCertificate: string | undefined;
}

const HOST = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const CERTIFICATE_ARN = /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/;

const read = (scope: Construct, key: string, form: RegExp, looksLike: string): string | undefined => {
  const value: unknown = scope.node.tryGetContext(key);
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string' || !form.test(value)) throw new WrongOption(`Context '${key}' must be ${looksLike}.`);
  return value;
};

const needs = (key: string, other: string, why: string): never => {
  throw new WrongOption(`Context '${key}' needs '${other}': ${why}`);
};

/**
 * What stands in front of the API; undefined where it is known by the name that AWS gave it.
 *
 * @throws Error that says which options belong together
 */
export const ownDomain = (scope: Construct): OwnDomain | undefined => {
  const name = read(scope, DOMAIN, HOST, 'a host name in lower case, for instance api.example.com');
  const certificate = read(scope, CERTIFICATE, CERTIFICATE_ARN, 'the ARN of a certificate of ACM');
  const hostedZone = read(scope, HOSTED_ZONE, /^Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone, which begins with Z');
  const truststore = read(scope, TRUSTSTORE, /^s3:\/\/[a-z0-9.-]{3,63}\/[^\s]{1,1024}$/, 'like s3://bucket/file.pem');
  const edgeCertificate = read(
    scope,
    EDGE_CERTIFICATE,
    /^arn:aws:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]+$/,
    'the ARN of a certificate of ACM in us-east-1, where CloudFront looks for it',
  );
  const origin = read(scope, ORIGIN, HOST, 'a host name in lower case, for instance origin.api.example.com');
  if (name === undefined) {
    const alone = Object.entries({ certificate, hostedZone, truststore, edgeCertificate, origin }).find(
      ([, value]) => value !== undefined,
    );
    return alone === undefined ? undefined : needs(`folio:${kebab(alone[0])}`, DOMAIN, 'it belongs to a domain.');
  }
  if (certificate === undefined) return needs(DOMAIN, CERTIFICATE, 'API Gateway shows it for that name.');
  if ((edgeCertificate === undefined) !== (origin === undefined))
    return needs(
      edgeCertificate === undefined ? ORIGIN : EDGE_CERTIFICATE,
      edgeCertificate === undefined ? EDGE_CERTIFICATE : ORIGIN,
      'the edge has the one name, the API the other.',
    );
  if (truststore !== undefined && scope.node.tryGetContext('folio:issuer') === undefined)
    return needs(
      TRUSTSTORE,
      'folio:issuer',
      'API Gateway fetches the keys of tokens without a certificate, and could not from itself.',
    );
  if (truststore !== undefined && edgeCertificate !== undefined)
    throw new WrongOption(`Context '${TRUSTSTORE}' is of the API itself: CloudFront would not hand certificates on.`);
  return { name, apiName: origin ?? name, certificate, hostedZone, truststore, edgeCertificate };
};

const OPTION: Readonly<Record<string, string>> = {
  certificate: 'certificate',
  hostedZone: 'hosted-zone',
  truststore: 'mtls-truststore',
  edgeCertificate: 'edge-certificate',
  origin: 'origin-domain',
};
const kebab = (name: string): string => OPTION[name] ?? name;
