import { GetParametersByPathCommand, type SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';

/** Of what the registry publishes of a domain, what meta has to know. */
const published = z.array(z.object({ number: z.int(), versions: z.record(z.string(), z.string()) }));

/** The number of the release in which a version of a domain's HTTP function serves; null where none is known. */
export type ReleaseOf = (domain: string, version: string | null) => number | null;

/** The releases of all domains, as far as they are published. One request: SSM answers with ten parameters at a time. */
export const readReleases = (ssm: Pick<SSMClient, 'send'>, path: string) => async (): Promise<ReleaseOf> => {
  const { Parameters = [] } = await ssm.send(new GetParametersByPathCommand({ Path: path }));
  const domains = new Map(
    Parameters.map(({ Name = '', Value = '[]' }) => [Name.slice(path.length + 1), published.parse(JSON.parse(Value))]),
  );
  // The same version may serve in several releases, of which the newest is meant.
  return (domain, version) =>
    domains.get(domain)?.findLast(({ versions }) => version !== null && versions.api === version)?.number ?? null;
};
