import { present } from '../../../kernel/core/assert.ts';
import type { Arrived } from '../../../kernel/triggers/queue-batch.ts';
import type { Message } from '../../model/job.ts';

/** Works on some messages of a batch: what throws leaves these, and no others, in the queue. Never rejects. */
export type Attend = (messages: readonly Message[], work: () => Promise<unknown>) => Promise<void>;

/** The messages of a batch that stay in the queue, by id with the reason, and the way to work on them. */
export const attending = (arrived: readonly Arrived<Message>[]) => {
  const ids = new Map(arrived.map(({ id, message }) => [message, id]));
  const left = new Map<string, unknown>();
  const attend: Attend = async (messages, work) => {
    try {
      await work();
    } catch (error) {
      for (const message of messages) left.set(present(ids.get(message), 'a message of this batch'), error);
    }
  };
  return { left, attend };
};
