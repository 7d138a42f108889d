import { tracing } from '../../../../functions/kernel/aws/tracer.ts';
import { common } from '../../../../functions/kernel/core/common-problems.ts';
import { Refusal } from '../../../../functions/kernel/core/problem.ts';
import { read, rig } from './http-rig.ts';

/**
 * Three requests to a function with the tracer in it: one that is answered, one refused, one that fails. A process of its own, since the
 * X-Ray SDK reads what it is from the environment when it is loaded.
 */
const stories = [
  async () => ({ status: 200, body: { owner: 'secret-body' } }),
  async () => {
    throw new Refusal(common['not-found'], 'secret-refusal');
  },
  async () => {
    throw new TypeError('secret-defect');
  },
] as const;
const statuses: number[] = [];
for (const story of stories) {
  const { handler, send } = rig(story);
  handler.use(tracing());
  statuses.push((await send({ operation: read })).statusCode);
}
console.log(JSON.stringify(statuses));
