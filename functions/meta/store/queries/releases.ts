import * as z from 'zod';
import type { JsonService } from '../../../kernel/aws/aws-call.ts';

/** Of what the registry publishes of a domain, what meta has to know. */
const published = z.array(z.object({ number: z.int(), versions: z.record(z.string(), z.string()) }));
const page = z.object({ Parameters: z.array(z.object({ Name: z.string(), Value: z.string() })) });

/** The number of the release in which a version of a domain's HTTP function serves; null where none is known. */
export type ReleaseOf = (domain: string, version: string | null) => number | null;

/** The releases of all domains, as far as they are published. One call: Parameter Store answers with ten parameters at a time. */
export const readReleases =
  (ssm: JsonService, path: string): (() => Promise<ReleaseOf>) =>
  async () => {
    const { Parameters } = await ssm('GetParametersByPath', { Path: path }, page);
    const domains = new Map(
      Parameters.map(({ Name, Value }) => [Name.slice(path.length + 1), published.parse(JSON.parse(Value))]),
    );
    // The same version may serve in several releases, of which the newest is meant.
    return (domain, version) =>
      domains.get(domain)?.findLast(({ versions }) => version !== null && versions.api === version)?.number ?? null;
  };
