import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { createAccountRoute } from '../../../functions/ledger/handlers/api/create-account.ts';
import { updateAccountRoute } from '../../../functions/ledger/handlers/api/update-account.ts';
import { findAccount } from '../../../functions/ledger/store/queries/accounts.ts';
import { Rig, TENANT } from './rig.ts';

describe('an account whose two items are read on either side of a change', () => {
  test.each(['A', 'P'])('is read again where the item %s is the older one, and never shown mixed', async (older) => {
    const rig = new Rig();
    const { store } = rig;
    await rig.send(createAccountRoute(store), { key: 'k', body: { id: 'a', currency: 'USD', name: 'Before' } });
    const before = new Map([...rig.dynamo.items].filter(([name]) => name.endsWith(`|${older}`)));
    expect(before.size).toBe(1);
    await rig.send(updateAccountRoute(store), { params: { id: 'a' }, ifMatch: '*', body: { name: 'After' } });
    let reads = 0;
    const torn = {
      send: async (command: unknown) => {
        if (!(command instanceof BatchGetItemCommand)) return rig.dynamo.send(command);
        reads += 1;
        if (reads > 1) return rig.dynamo.send(command);
        const now = new Map(rig.dynamo.items);
        for (const [name, item] of before) rig.dynamo.items.set(name, item);
        const answer = await rig.dynamo.send(command);
        for (const [name, item] of now) rig.dynamo.items.set(name, item);
        return answer;
      },
    } as unknown as typeof store.dynamo;
    const found = await findAccount({ ...store, dynamo: torn }, TENANT, 'a');
    expect([found?.profile.name, found?.account.revision, reads]).toEqual(['After', 1, 2]);
  });
});
