import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import type { Fault } from '../../../local/dynamodb/faults.ts';
import { type Engine, sdkClientFor, startFaulty } from '../../support/dynamo.ts';
import { bankOf } from './bank.ts';
import { newWorld, type World } from './kit.ts';

/** For how long the short way waits, in ms; an answer that takes longer is asked for again by the SDK. */
const ANSWER_MS = 150;

const FAULTS: readonly Fault[] = [
  { kind: 'throttle' },
  { kind: 'fail' },
  { kind: 'lose' },
  { kind: 'delay', ms: 2 * ANSWER_MS },
];

let engine: Engine;
let world: World;
/** Calls since the story began, and which of them suffers what. */
let calls = 0;
let suffered = 0;
let plan: { readonly at: number; readonly fault: Fault } | undefined;

beforeAll(async () => {
  engine = await startFaulty(() => {
    calls += 1;
    if (plan?.at !== calls) return undefined;
    suffered += 1;
    return plan.fault;
  });
  const made = await newWorld(engine);
  const client = dynamo(sdkClientFor(engine.endpoint), ANSWER_MS) as World['client'];
  world = { ...made, client, store: { ...made.store, dynamo: client } };
});
afterAll(() => engine.stop());

/** What a client does and is told, from one account to another; all of it under keys of its own. */
const story = async (name: string, suffers: typeof plan) => {
  const bank = bankOf(world);
  const [payer, payee] = [`payer-${name}`, `payee-${name}`];
  await bank.fund(payer, '1000');
  await bank.open(payee);
  calls = 0;
  plan = suffers;
  const sent = await bank.transfer(payer, payee, '300', {}, { key: `${name}-1` });
  const held = await bank.hold(payer, payee, '200', {}, { key: `${name}-2` });
  const posted = await bank.post(held.body.id, '150', { key: `${name}-3` });
  const reversed = await bank.reverse(sent.body.id, {}, { key: `${name}-4` });
  const refused = await bank.transfer(payer, payee, '5000', {}, { key: `${name}-5` });
  const told = [sent, held, posted, reversed, refused].map(({ status, replayed, problem }) => [
    status,
    replayed,
    problem,
  ]);
  const made = calls;
  plan = undefined;
  const again = await bank.transfer(payer, payee, '300', {}, { key: `${name}-1` });
  return {
    calls: made,
    story: {
      told,
      again: [again.status, again.replayed, again.text === sent.text],
      payer: await bank.balance(payer),
      payee: await bank.balance(payee),
    },
  };
};

describe('the money path over a store that throttles, fails, answers late or loses its answer', () => {
  test.each(FAULTS)(
    '$kind at any one call changes neither the answers nor the money',
    async (fault) => {
      const { calls: all, story: well } = await story(`well-${fault.kind}`, undefined);
      expect(well.told).toEqual([
        [201, false, undefined],
        [201, false, undefined],
        [200, false, undefined],
        [201, false, undefined],
        [422, false, 'insufficient-funds'],
      ]);
      expect([well.again, well.payer.posted, well.payee.posted]).toEqual([[201, true, true], '850', '150']);
      for (let at = 1; at <= all; at += 1) {
        suffered = 0;
        const one = await story(`${fault.kind}-${at}`, { at, fault });
        expect([at, suffered, one.story]).toEqual([at, 1, well]);
      }
    },
    60_000,
  );
});
