import { describe, expect, test } from '@jest/globals';
import { cloudformationQuery } from '../../../local/cloudformation/cloudformation-api.ts';
import { StackStates } from '../../../local/cloudformation/stack-states.ts';
import { TakenBack } from '../../../local/template/taken-back.ts';

const ID = 'arn:aws:cloudformation:us-east-1:000000000000:stack/Folio-Meta/local';
const DEPLOYMENT = { stacks: ['Folio-Ledger'], leaving: ['Folio-Meta'] };

const asked = (stacks: StackStates, StackName: string): string | undefined =>
  /<StackStatus>(\w+)</.exec(
    String(cloudformationQuery(stacks, new URLSearchParams({ Action: 'DescribeStacks', StackName })).body),
  )?.[1];

describe('a stack', () => {
  test('is being updated, or deleted when it has left the app, while a deployment runs; by its name or its id', async () => {
    const stacks = new StackStates();
    await stacks.during(DEPLOYMENT, async () => {
      expect(asked(stacks, 'Folio-Ledger')).toBe('UPDATE_IN_PROGRESS');
      expect([asked(stacks, 'Folio-Meta'), asked(stacks, ID)]).toEqual(['DELETE_IN_PROGRESS', 'DELETE_IN_PROGRESS']);
    });
    expect([asked(stacks, 'Folio-Ledger'), asked(stacks, ID)]).toEqual(['UPDATE_COMPLETE', 'DELETE_COMPLETE']);
    expect(asked(stacks, 'Folio-Nothing')).toBeUndefined();
  });

  test.each([
    ['UPDATE_ROLLBACK_COMPLETE', new TakenBack('by an alarm')],
    ['UPDATE_FAILED', new Error('a defect')],
  ])('of a deployment that failed says so: %s', async (status, error) => {
    const stacks = new StackStates();
    await expect(stacks.during(DEPLOYMENT, () => Promise.reject(error))).rejects.toThrow(error);
    expect([asked(stacks, 'Folio-Ledger'), asked(stacks, 'Folio-Meta')]).toEqual([status, 'DELETE_FAILED']);
  });
});
