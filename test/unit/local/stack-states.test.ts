import { describe, expect, test } from '@jest/globals';
import { cloudformationQuery } from '../../../local/cloudformation/cloudformation-api.ts';
import { StackStates } from '../../../local/cloudformation/stack-states.ts';
import { TakenBack } from '../../../local/template/taken-back.ts';

const ID = 'arn:aws:cloudformation:us-east-1:000000000000:stack/Folio-Meta/local';

const asked = (stacks: StackStates, StackName: string): string | undefined =>
  /<StackStatus>(\w+)</.exec(
    String(cloudformationQuery(stacks, new URLSearchParams({ Action: 'DescribeStacks', StackName })).body),
  )?.[1];

describe('a stack', () => {
  test('is in progress while it is updated, or deleted because it has left the app, and no other one is; by its name or its id', async () => {
    const stacks = new StackStates();
    await stacks.during('UPDATE', ['Folio-Ledger'], async () => {
      expect([asked(stacks, 'Folio-Ledger'), asked(stacks, 'Folio-Meta')]).toEqual(['UPDATE_IN_PROGRESS', undefined]);
    });
    await stacks.during('DELETE', ['Folio-Meta'], async () => {
      expect(asked(stacks, 'Folio-Ledger')).toBe('UPDATE_COMPLETE');
      expect([asked(stacks, 'Folio-Meta'), asked(stacks, ID)]).toEqual(['DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS']);
    });
    expect([asked(stacks, 'Folio-Ledger'), asked(stacks, ID)]).toEqual(['UPDATE_COMPLETE', 'DELETE_COMPLETE']);
    expect(asked(stacks, 'Folio-Nothing')).toBeUndefined();
  });

  test.each([
    ['UPDATE_ROLLBACK_COMPLETE', 'DELETE_FAILED', new TakenBack('by an alarm')],
    ['UPDATE_FAILED', 'DELETE_FAILED', new Error('a defect')],
  ])('whose deployment or removal failed says so: %s', async (status, gone, error) => {
    const stacks = new StackStates();
    const fail = () => Promise.reject(error);
    await expect(stacks.during('UPDATE', ['Folio-Ledger'], fail)).rejects.toThrow(error);
    await expect(stacks.during('DELETE', ['Folio-Meta'], fail)).rejects.toThrow(error);
    expect([asked(stacks, 'Folio-Ledger'), asked(stacks, 'Folio-Meta')]).toEqual([status, gone]);
  });
});
