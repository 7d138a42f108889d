import { noCloudOn } from './hints.ts';
import { CommandFailure, WrongUse } from './problem-error.ts';
import { type LocalFile, runningLocal } from './target.ts';

/** Where the API is and as whom to call it: all of it from one source. */
export interface Target {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Which source that is, after "Address and client are". */
  readonly source: string;
}

export interface TargetOptions {
  readonly url?: string;
  readonly client?: string;
  readonly secret?: string;
  readonly data: string;
  readonly tenant?: string;
}

const ENVIRONMENT = ['FOLIO_URL', 'FOLIO_CLIENT_ID', 'FOLIO_CLIENT_SECRET'] as const;
type Environment = Readonly<Record<string, string | undefined>>;

/** The text less the slashes at its end. */
const withoutSlashes = (text: string): string => {
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
};

/** @throws WrongUse where it is no address of the web */
const baseUrl = (text: string, from: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.search !== '' ||
    url.hash !== ''
  )
    throw new WrongUse(`${from} is no base URL such as https://api.example.com.`);
  return withoutSlashes(text);
};

const listed = (names: readonly string[]): string => new Intl.ListFormat('en').format(names);

/** The client of a tenant of the local cloud, the first one's unless said. */
export const localTarget = (local: LocalFile, data: string, tenant?: string): Target => {
  const found = local.tenants.find((one) => tenant === undefined || one.tenant === tenant);
  if (found === undefined) {
    const there = local.tenants.map((one) => one.tenant);
    throw new CommandFailure(`The local cloud on ${data} has no tenant named ${tenant}; it has ${listed(there)}.`);
  }
  const { clientId, clientSecret } = found;
  return { url: local.url, clientId, clientSecret, source: `those of the local cloud on ${data}` };
};

const localOn = async (data: string): Promise<LocalFile> => {
  const local = await runningLocal(data);
  if (local !== undefined) return local;
  throw noCloudOn(data, 'or name another API with --url, --client and --secret');
};

/** What the environment says; undefined where it says nothing. A variable that is set and empty says nothing. */
const fromEnvironment = (environment: Environment): Target | undefined => {
  const [url = '', clientId = '', clientSecret = ''] = ENVIRONMENT.map((name) => environment[name]);
  const missing = ENVIRONMENT.filter((name) => (environment[name] ?? '') === '');
  if (missing.length === ENVIRONMENT.length) return undefined;
  if (missing.length > 0) {
    const set = ENVIRONMENT.filter((name) => !missing.includes(name));
    throw new CommandFailure(
      `The environment says ${listed(set)} and not ${listed(missing)}. Address and client come from one source: set all three or none, or say --url, --client and --secret, or --data for a local cloud.`,
    );
  }
  return { url: baseUrl(url, 'FOLIO_URL'), clientId, clientSecret, source: `those of ${listed(ENVIRONMENT)}` };
};

/** What is said on the line beside the local cloud's own clients; undefined where that is no client. */
const fromLine = async (
  options: TargetOptions,
  saidData: boolean,
  environment: Environment,
): Promise<Target | undefined> => {
  const { url, client: clientId, secret: clientSecret, data, tenant } = options;
  if (url === undefined && clientId === undefined && clientSecret === undefined) return undefined;
  if (tenant !== undefined)
    throw new WrongUse('--tenant names a client of the local cloud; --url, --client and --secret another.');
  if (clientId === undefined || clientSecret === undefined)
    throw new WrongUse('Address and client come from one source: say --client and --secret together.');
  if (url !== undefined && saidData) throw new WrongUse('--url and --data name two addresses.');
  if (url !== undefined)
    return { url: baseUrl(url, '--url'), clientId, clientSecret, source: 'those of --url, --client and --secret' };
  if (!saidData && (environment.FOLIO_URL ?? '') !== '')
    throw new WrongUse(
      'FOLIO_URL is set, and the client is said on the line: say --url, or --data for a local cloud, as well.',
    );
  const local = await localOn(data);
  return { url: local.url, clientId, clientSecret, source: `the local cloud on ${data}, and --client and --secret` };
};

/**
 * From the line, else from the environment, else of the running local cloud, and all of it from one of them: a secret never
 * goes to an address that it was not said with.
 * @param saidData whether `--data` stands on the line
 */
export const findTarget = async (
  options: TargetOptions,
  saidData: boolean,
  environment: Environment = process.env,
): Promise<Target> => {
  const said = await fromLine(options, saidData, environment);
  if (said !== undefined) return said;
  const isLocalSaid = saidData || options.tenant !== undefined;
  const set = isLocalSaid ? undefined : fromEnvironment(environment);
  return set ?? localTarget(await localOn(options.data), options.data, options.tenant);
};
