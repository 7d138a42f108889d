import { describe, expect, test } from '@jest/globals';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { feeKit, OTHER } from './break-kit.ts';

await onEachEngine((engine) => {
  const client = clientOf(engine);
  const withFee = (more: object = {}) => feeKit(client, more);

  describe('a break', () => {
    test('is booked and reversed once under each key, whatever was undone and resolved anew since', async () => {
      const { breaks, resolve, approve, undo, books } = await withFee();
      const [one] = (await breaks()).data;
      const way = { how: 'book', against: '@fees' };
      const booked = () => books.entries.map(({ amount }) => amount);
      const resolved = await resolve(one.id, way, { key: 'resolve-1' });
      const agreed = await approve(one.id, { ...OTHER, key: 'approve-1' });
      const undone = await undo(one.id, { key: 'undo-1' });
      expect([agreed.body.state, undone.body.state]).toEqual(['active', 'undone']);
      await resolve(one.id, way, { key: 'resolve-2' });
      // What is proposed anew is not agreed to by an old key, nor reversed once it is booked.
      expect((await approve(one.id, { ...OTHER, key: 'approve-1' })).body).toEqual(agreed.body);
      expect(booked()).toEqual([250, -45, 45]);
      await approve(one.id, { ...OTHER, key: 'approve-2' });
      expect((await undo(one.id, { key: 'undo-1' })).body).toEqual(undone.body);
      expect(booked()).toEqual([250, -45, 45, -45]);
      await undo(one.id, { key: 'undo-2' });
      expect((await resolve(one.id, way, { key: 'resolve-1' })).body).toEqual(resolved.body);
      expect(booked()).toEqual([250, -45, 45, -45, 45]);
      expect((await breaks()).data).toMatchObject([{ resolution: { state: 'undone', attempt: 2 } }]);
    });

    test('is booked once by one client alone under its key, though it was undone since', async () => {
      const { breaks, resolve, undo, books } = await withFee({ approvalFrom: '1000' });
      const [one] = (await breaks()).data;
      const way = { how: 'book', against: '@fees' };
      const resolved = await resolve(one.id, way, { key: 'resolve-1' });
      await undo(one.id);
      expect((await resolve(one.id, way, { key: 'resolve-1' })).body).toEqual(resolved.body);
      expect(books.entries.map(({ amount }) => amount)).toEqual([250, -45, 45]);
      expect((await breaks()).data).toMatchObject([{ resolution: { state: 'undone', attempt: 1 } }]);
    });
  });
});
