import { assert } from '../../kernel/core/assert.ts';
import type { Instruction, Rail } from '../model/rail.ts';

/**
 * What a rail of files does when a payment is handed to it: nothing is sent, the commit that notes it is the handing over. The next
 * file takes it along; until then it can be recalled by nobody else's leave.
 */
export const fileOnly: Pick<Rail, 'submit' | 'cancel' | 'interpret'> = {
  submit: async ({ kind, file }: Instruction) => {
    assert(kind === 'payment', 'nothing is asked back over a rail of files');
    return file === undefined ? { kind: 'accepted', gathered: true } : { kind: 'accepted' };
  },
  cancel: async ({ file }: Instruction) => ({ kind: file === undefined ? 'recalled' : 'kept' }),
  interpret: () => {
    throw new Error('a rail of files says what it says by files');
  },
};
