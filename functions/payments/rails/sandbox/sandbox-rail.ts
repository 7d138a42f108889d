import type { InvokeFunction } from '../../../kernel/aws/invoke-function.ts';
import { present } from '../../../kernel/core/assert.ts';
import { AMOUNT_LIMIT } from '../../../kernel/values/money.ts';
import type { Instruction, Rail, RailReport } from '../../model/rail.ts';
import { ANSWER_WITHIN_MS, BEHAVIOUR_NAMES, behaviourOf } from './behaviour.ts';
import { type BankQuestion, bankOrder, readBankAnswer, readBankReport } from './wire.ts';

const TAKES = `One of ${BEHAVIOUR_NAMES.join(', ')}, also as ok:<anything>: what the bank then does.`;

/** An outside bank that does as the destination says. */
export const sandboxRail = (bank: InvokeFunction | undefined): Rail => {
  const ask = async (question: BankQuestion): Promise<RailReport> => {
    const { text } = await present(bank, 'who hands payments over has a bank')(question);
    return readBankAnswer(text);
  };
  return {
    describe: {
      name: 'sandbox',
      currencies: undefined,
      amountMax: AMOUNT_LIMIT - 1n,
      answerWithinMs: ANSWER_WITHIN_MS,
      recalls: true,
      timeZone: 'UTC',
      refunds: true,
      files: undefined,
      takes: TAKES,
    },
    quote: ({ to }) =>
      'destination' in to && behaviourOf(to.destination) !== undefined
        ? { kind: 'taken' }
        : { kind: 'not-taken', pointer: '/to/destination', detail: TAKES },
    submit: (instruction: Instruction) => ask({ submit: bankOrder(instruction) }),
    cancel: (instruction: Instruction) => ask({ cancel: bankOrder(instruction) }),
    interpret: readBankReport,
  };
};
