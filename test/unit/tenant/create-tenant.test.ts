import { describe, expect, test } from '@jest/globals';
import { createTenant } from '../../../bin/tenant/create-tenant.ts';
import { findProvisioning } from '../../../bin/tenant/provisioning.ts';
import type { ProvisionRequest } from '../../../functions/identity/contract/provision.ts';

const ALIAS = 'arn:aws:lambda:eu-central-1:111122223333:function:try1-Folio-Identity-Provision:live';
const FIRST = { clientId: 'cli_1', clientSecret: 'folio_secret', current: true };

/** Parameter Store and Lambda as a deployment of the stage `try1` has them; what Lambda is sent is kept. */
const stage = (answers: Readonly<Record<string, object>>, FunctionError?: string) => {
  const sent: (ProvisionRequest & { to: unknown })[] = [];
  const get = async (name: string) =>
    ({ '/try1-folio/identity/provision-alias-arn': ALIAS, '/try1-folio/platform/api-url': 'https://api.example' })[
      name
    ];
  const send = async ({ input }: { input: { FunctionName: string; Payload: string } }) => {
    const request = JSON.parse(input.Payload) as ProvisionRequest;
    sent.push({ ...request, to: input.FunctionName });
    return { Payload: Buffer.from(JSON.stringify(answers[request.action])), FunctionError };
  };
  const find = (prefix: string, here?: string) => findProvisioning({ get }, { send } as never, prefix, here);
  return { find, sent };
};

describe('a new tenant', () => {
  test("has a client with every scope that is a tenant's own, and none that shows or moves the system of all", async () => {
    const scopes = ['catalog:read', 'releases:operate', 'ledger:read', 'payments:approve', 'admin'];
    const { find, sent } = stage({ 'show-scopes': { scopes }, 'provision-tenant': FIRST });
    const own = ['ledger:read', 'payments:approve', 'admin'];
    expect(await createTenant(await find('try1-'), { tenant: 'nova', clientName: 'first' })).toEqual({
      ...{ tenant: 'nova', url: 'https://api.example', scopes: own },
      ...{ clientId: 'cli_1', clientSecret: 'folio_secret' },
    });
    expect(sent.at(-1)).toEqual({
      ...{ action: 'provision-tenant', tenant: 'nova', clientName: 'first', scopes: own, to: ALIAS },
    });
  });

  test('has the scopes that were said, those of operators among them', async () => {
    const { find, sent } = stage({ 'provision-tenant': FIRST });
    const scopes = ['catalog:read'] as const;
    await createTenant(await find('try1-'), { tenant: 'nova', clientName: 'eyes', scopes });
    expect(sent).toMatchObject([{ action: 'provision-tenant', clientName: 'eyes', scopes }]);
  });

  test('is none where the client has been given another secret since: the one that is known opens nothing', async () => {
    const { find } = stage({ 'provision-tenant': { ...FIRST, current: false } });
    const asked = createTenant(await find('try1-'), { tenant: 'nova', clientName: 'first', scopes: ['admin'] });
    await expect(asked).rejects.toThrow(/another secret since.*Use another client name/);
  });

  test.each([
    ['ProvisionError', 'This client has other scopes. Use another client name.', /^This client has other scopes/],
    ['TypeError', 'secret of somebody', /^Identity failed \(TypeError\); "folio logs identity\/provision" says why\.$/],
  ])('is refused with what identity tells an operator, and with no word of a defect (%s)', async (type, said, line) => {
    const { find } = stage({ 'provision-tenant': { errorType: type, errorMessage: said } }, 'Unhandled');
    const asked = createTenant(await find('try1-'), { tenant: 'nova', clientName: 'first', scopes: ['admin'] });
    await expect(asked).rejects.toThrow(line);
  });

  test('is not made where nothing is deployed', async () => {
    await expect(stage({}).find('', 'http://127.0.0.1:4000')).rejects.toThrow(/^Folio is not deployed there/);
  });
});
