import { ProvisionedThroughputExceededException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { expect } from '@jest/globals';
import { type Clients, settled, step } from './client.ts';
import { type Allowed, expectArrived, expectExact } from './counts.ts';
import type { Call, Fate, Fault } from './environment.ts';
import type { Machine } from './machine.ts';
import { parkedIn, redrive } from './operator.ts';
import { Pipeline } from './pipeline.ts';

const thrown = (name: string): Error => Object.assign(new Error('not now'), { name });
const canceled = (Code: string): Error =>
  new TransactionCanceledException({ message: 'no', $metadata: {}, CancellationReasons: [{ Code: 'None' }, { Code }] });

/** How a service says that it is busy, after its client's own retries; or that it failed, and nobody knows with what effect. */
export type Busy = 'throttled' | 'in conflict' | 'out of order';

const WRITES_ONE = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

export const busyError = ({ name }: Pick<Call, 'name'>, busy: Busy): Error => {
  if (busy === 'out of order') return thrown('InternalServerError');
  if (name === 'TransactWriteItems') return canceled(busy === 'throttled' ? 'ThrottlingError' : 'TransactionConflict');
  if (busy === 'in conflict')
    return thrown(WRITES_ONE.has(name) ? 'TransactionConflictException' : 'ThrottlingException');
  return name.includes('Item') || name === 'Query'
    ? new ProvisionedThroughputExceededException({ message: 'no', $metadata: {} })
    : thrown('ThrottlingException');
};

/** One pipeline under test, with what stands in its way always and for now. */
export class Scene {
  readonly pipeline: Pipeline;
  readonly clients: Clients;
  /** What happens in a round. */
  step: () => Promise<void>;
  #standing: Fault = () => undefined;

  constructor(pipeline: Pipeline, clients: Clients) {
    this.pipeline = pipeline;
    this.clients = clients;
    this.step = () => step(clients);
  }

  static async on(machine: Machine): Promise<Scene> {
    const pipeline = await Pipeline.on(machine);
    return new Scene(pipeline, await settled(pipeline));
  }

  /** For the whole test. */
  always(fault: Fault): void {
    this.#standing = fault;
    this.arm(() => undefined);
  }

  /** Until it is armed anew or disarmed. */
  arm(fault: Fault): void {
    this.pipeline.fault = (call) => fault(call) ?? this.#standing(call);
  }

  disarm(): void {
    this.arm(() => undefined);
  }

  /** The first `times` of the calls that it is about meet this fate. Tells how many of them are still to come. */
  armFor(times: number, isAbout: (call: Call) => boolean, fate: (call: Call) => Fate): () => number {
    let left = times;
    this.arm((call) => {
      if (left === 0 || !isAbout(call)) return undefined;
      left -= 1;
      return fate(call);
    });
    return () => left;
  }

  /** The nth of the calls that it is about meets this fate. Tells which call that was, once it has happened. */
  armAt(nth: number, isAbout: (call: Call) => boolean, fate: (call: Call) => Fate): () => Call | undefined {
    let count = 0;
    let met: Call | undefined;
    this.arm((call) => {
      if (!isAbout(call)) return undefined;
      count += 1;
      if (count !== nth) return undefined;
      met = call;
      return fate(call);
    });
    return () => met;
  }

  async round(): Promise<void> {
    await this.step();
    await this.pipeline.settle();
  }

  expectArrived(label: string): void {
    expectArrived(label, this.pipeline, this.clients);
  }

  async expectExact(allowed: Allowed = {}): Promise<void> {
    this.disarm();
    await expectExact(this.pipeline, this.clients, allowed);
  }

  /** Everything that lies in dead letters comes back, once the cause is mended; afterwards there is nothing. */
  async bringBack(): Promise<void> {
    this.disarm();
    const { length } = parkedIn(this.pipeline);
    expect(await redrive(this.pipeline)).toEqual({ brought: length, failed: 0 });
    await this.pipeline.settle();
    expect(await redrive(this.pipeline)).toEqual({ brought: 0, failed: 0 });
  }

  close(): Promise<void> {
    return this.pipeline.close();
  }
}
