import { join } from 'node:path';
import * as z from 'zod';
import { writeAtomically } from '../../local/atomic-file.ts';
import type { Cloud } from '../../local/cloud.ts';
import { isRecord, readJsonFile } from '../../local/folder/json-file.ts';

/** The tenants that a local cloud is born with. */
const BORN_WITH = ['acme', 'globex'].map((tenant) => ({ tenant, from: 1 }));
/** Where the app publishes identity's task (lib/platform/stack-parameters.ts; not imported, since loading the CDK takes a second). */
const PROVISION_TASK = '/folio/identity/provision-alias-arn';
/** Names that are tried for one client: those of deleted and rotated ones are used up. */
const CLIENTS_MAX = 100;

const provisioned = z.object({ clientId: z.string(), clientSecret: z.string(), current: z.boolean() });
const keptTenant = z.object({
  tenant: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  /** What its client may do; files of former releases do not say. */
  scopes: z.array(z.string()).default([]),
  /** How many clients it has had. */
  round: z.number().int().min(1).default(1),
});
const tenantsFile = z.array(keptTenant).min(1);

/** A tenant of the local cloud, and the client by which the command line calls as it. */
export type LocalTenant = z.infer<typeof keptTenant>;

const isTenants = (value: unknown): value is readonly z.input<typeof keptTenant>[] =>
  tenantsFile.safeParse(value).success;

const fileOf = (dataDir: string): string => join(dataDir, 'tenants.json');

/** @throws StartFailure where the file is damaged */
export const keptTenants = (dataDir: string): readonly LocalTenant[] | undefined => {
  const kept = readJsonFile(fileOf(dataDir), isTenants);
  return kept === undefined ? undefined : tenantsFile.parse(kept);
};

const domainOf = (scope: string): string => scope.split(':', 1)[0] ?? '';

/**
 * The scopes of the domains that are deployed, by the routes of the API. A route that several domains' scopes open belongs to
 * none of them, and says nothing of which are there.
 */
export const scopesOf = ({ resources }: Pick<Cloud, 'resources'>): readonly string[] => {
  const routes = resources().filter(({ type }) => type === 'AWS::ApiGatewayV2::Route');
  const scopes = routes.flatMap(({ properties }) => {
    const opened = z.array(z.string()).catch([]).parse(properties.AuthorizationScopes);
    return new Set(opened.map(domainOf)).size === 1 ? opened : [];
  });
  return [...new Set(scopes)].sort();
};

interface Provisioning {
  readonly cloud: Cloud;
  readonly task: string;
  readonly tenant: string;
  readonly scopes: readonly string[];
  /** Of the first name to try. */
  readonly from: number;
}

/** A client's scopes never change and its name is used once, so new scopes take a new client, under the next name. */
const provision = async ({ cloud, task, tenant, scopes, from }: Provisioning): Promise<LocalTenant> => {
  let refusal = '';
  for (let round = from; round < from + CLIENTS_MAX; round += 1) {
    const clientName = round === 1 ? 'local' : `local ${round}`;
    const request = { action: 'provision-tenant', tenant, clientName, scopes };
    const answer = await cloud.functions.invoke(task, JSON.stringify(request));
    const told: unknown = JSON.parse(answer.payload);
    if (answer.functionError === undefined) {
      const { clientId, clientSecret, current } = provisioned.parse(told);
      if (current) return { tenant, clientId, clientSecret, scopes: [...scopes], round };
    } else {
      refusal = isRecord(told) ? String(told.errorMessage) : answer.payload;
      if (!refusal.includes('Use another client name')) break;
    }
  }
  throw new Error(`identity made no client of ${tenant}: ${refusal}`);
};

/**
 * The tenants and their clients, which may do all that the deployed app knows. Kept in the data folder, so that a warm start need
 * not ask; asked for anew once the app knows scopes that they lack.
 */
export const localTenants = async (cloud: Cloud, dataDir: string): Promise<readonly LocalTenant[]> => {
  const scopes = scopesOf(cloud);
  const kept = keptTenants(dataDir);
  if (kept?.every((one) => scopes.every((scope) => one.scopes.includes(scope)))) return kept;
  const task = await cloud.services.parameter(PROVISION_TASK);
  if (task === undefined) throw new Error(`The app publishes no ${PROVISION_TASK}.`);
  const wanted = kept?.map(({ tenant, round }) => ({ tenant, from: round + 1 })) ?? BORN_WITH;
  const tenants = await Promise.all(wanted.map((one) => provision({ cloud, task, scopes, ...one })));
  writeAtomically(fileOf(dataDir), `${JSON.stringify(tenants, null, 2)}\n`);
  return tenants;
};
