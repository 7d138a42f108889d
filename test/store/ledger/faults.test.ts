import {
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startEngines } from '../../support/dynamo.ts';
import { type Bank, bankOf } from './bank.ts';
import { newWorld, type World } from './kit.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

type Send = (command: object) => Promise<unknown>;
/** Stands before the engine: lets a command through, fails it, or fails after it took effect. */
type Fault = (command: object, through: Send) => Promise<unknown>;

const conflict = () =>
  new TransactionCanceledException({
    message: 'conflict',
    $metadata: {},
    CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }],
  });

describe.each(engines)('faults of the store on $name', (engine) => {
  let world: World;
  let bank: Bank;
  let faulty: Bank;
  let fault: Fault = (command, through) => through(command);
  let count = 0;
  let [payer, payee] = ['', ''];

  beforeAll(async () => {
    world = await newWorld(engine);
    bank = bankOf(world);
    const through: Send = (command) => world.client.send(command as never);
    const dynamo = { send: (command: object) => fault(command, through) } as unknown as DynamoDBClient;
    faulty = bankOf({ ...world, store: { ...world.store, dynamo } });
  });
  beforeEach(async () => {
    fault = (command, through) => through(command);
    count += 1;
    [payer, payee] = [`payer-${count}`, `payee-${count}`];
    await bank.fund(payer, '1000');
    await bank.open(payee);
  });

  /** The answer to the first commit is lost after it took effect. */
  const loseFirstAnswer = () => {
    let commits = 0;
    fault = async (command, through) => {
      const answer = await through(command);
      if (!(command instanceof TransactWriteItemsCommand)) return answer;
      commits += 1;
      if (commits === 1) throw Object.assign(new Error('gone'), { name: 'TimeoutError' });
      return answer;
    };
  };

  test('a commit whose answer was lost is answered from its receipt, as the first answer that it is', async () => {
    loseFirstAnswer();
    const made = await faulty.transfer(payer, payee, '300', {}, { key: `lost-${payer}` });
    expect([made.status, made.replayed]).toEqual([201, false]);
    const again = await bank.transfer(payer, payee, '300', {}, { key: `lost-${payer}` });
    expect([again.text, again.replayed]).toEqual([made.text, true]);
    expect((await bank.balance(payer)).posted).toBe('700');
  });

  test('the same holds for the end of a hold, a reversal and a freeze', async () => {
    const hold = await bank.hold(payer, payee, '300');
    loseFirstAnswer();
    const posted = await faulty.post(hold.body.id);
    expect([posted.status, posted.body.state, posted.replayed]).toEqual([200, 'posted', false]);
    loseFirstAnswer();
    const reversed = await faulty.reverse(hold.body.id);
    expect([reversed.status, reversed.replayed]).toEqual([201, false]);
    loseFirstAnswer();
    expect((await faulty.freeze(payer)).body.status).toBe('frozen');
    expect((await bank.account(payer)).etag).toBe('"4.1"');
  });

  /** The answer to the first commit is lost, and the client sends it again: it meets what it did itself. */
  const sendFirstTwice = () => {
    let commits = 0;
    fault = async (command, through) => {
      if (!(command instanceof TransactWriteItemsCommand)) return through(command);
      commits += 1;
      if (commits === 1) await through(command);
      return through(command);
    };
  };

  test('a change that met itself is answered as the change that it is, at once', async () => {
    const { etag } = await bank.account(payer);
    sendFirstTwice();
    const patched = await faulty.patch(payer, etag ?? '', { name: 'New', overdraft: { limit: '5' } });
    expect([patched.status, patched.etag, patched.body.name]).toEqual([200, '"1.1"', 'New']);
    sendFirstTwice();
    const any = await faulty.patch(payer, '*', { metadata: { a: 'b' } });
    expect([any.status, any.etag, any.body.metadata]).toEqual([200, '"1.2"', { a: 'b' }]);
    expect((await bank.account(payer)).body).toEqual(any.body);
  });

  test('a change that met somebody else’s is 412 all the same', async () => {
    const { etag } = await bank.account(payer);
    fault = async (command, through) => {
      if (command instanceof TransactWriteItemsCommand) await bank.patch(payer, '*', { name: 'Theirs' });
      return through(command);
    };
    const refused = await faulty.patch(payer, etag ?? '', { name: 'Ours' });
    expect([refused.status, (await bank.account(payer)).body.name]).toEqual([412, 'Theirs']);
  });

  test('a commit that never arrived fails, and its key is as new', async () => {
    fault = async (command, through) => {
      if (command instanceof TransactWriteItemsCommand)
        throw Object.assign(new Error('gone'), { name: 'TimeoutError' });
      return through(command);
    };
    await expect(faulty.transfer(payer, payee, '300', {}, { key: `never-${payer}` })).rejects.toThrow('gone');
    const made = await bank.transfer(payer, payee, '300', {}, { key: `never-${payer}` });
    expect([made.status, made.replayed]).toEqual([201, false]);
    expect((await bank.balance(payer)).posted).toBe('700');
  });

  test('conflicts are tried again and have no effect of their own', async () => {
    let commits = 0;
    fault = async (command, through) => {
      if (command instanceof TransactWriteItemsCommand) {
        commits += 1;
        if (commits <= 5) throw conflict();
      }
      return through(command);
    };
    expect((await faulty.transfer(payer, payee, '300')).status).toBe(201);
    expect(commits).toBe(6);
    expect((await bank.account(payer)).body.version).toBe(2);
  });

  test('conflicts that last until the deadline are 409 conflict, which is not stored', async () => {
    fault = async (command, through) => {
      if (command instanceof TransactWriteItemsCommand) throw conflict();
      return through(command);
    };
    const refused = await faulty.transfer(payer, payee, '300', {}, { key: `busy-${payer}`, patience: 50 });
    expect([refused.status, refused.problem]).toEqual([409, 'conflict']);
    const made = await bank.transfer(payer, payee, '300', {}, { key: `busy-${payer}` });
    expect([made.status, made.replayed]).toEqual([201, false]);
  });

  test('a defect of the request itself is thrown and not tried again', async () => {
    let commits = 0;
    fault = async (command, through) => {
      if (!(command instanceof TransactWriteItemsCommand)) return through(command);
      commits += 1;
      const CancellationReasons = [{ Code: 'None' }, { Code: 'ValidationError' }];
      throw new TransactionCanceledException({ message: 'broken', $metadata: {}, CancellationReasons });
    };
    await expect(faulty.transfer(payer, payee, '300')).rejects.toThrow('broken');
    expect(commits).toBe(1);
  });

  test('name and balance are never mixed from before and after a change', async () => {
    let reads = 0;
    fault = async (command, through) => {
      if (!(command instanceof BatchGetItemCommand)) return through(command);
      reads += 1;
      if (reads > 1) return through(command);
      // The account is read before a change, its profile after it.
      const before = (await through(command)) as { Responses: Record<string, { sk: { S: string } }[]> };
      const { etag } = await bank.account(payer);
      await bank.patch(payer, etag ?? '', { name: 'New' });
      const after = (await through(command)) as typeof before;
      const [table = ''] = Object.keys(after.Responses);
      const pick = (from: typeof before, sort: string) => from.Responses[table]?.find(({ sk }) => sk.S === sort);
      return { Responses: { [table]: [pick(before, 'A'), pick(after, 'P')] } };
    };
    const read = await faulty.account(payer);
    expect([read.body.name, read.etag, reads]).toEqual(['New', '"1.1"', 2]);
  });

  test('what a batch read leaves over is read again', async () => {
    let reads = 0;
    fault = async (command, through) => {
      if (!(command instanceof BatchGetItemCommand)) return through(command);
      reads += 1;
      if (reads > 1) return through(command);
      return { Responses: {}, UnprocessedKeys: command.input.RequestItems };
    };
    expect((await faulty.account(payer)).body.balance.posted).toBe('1000');
    expect(reads).toBe(2);
  });

  /** Between the first read of a kind and the commit that it leads to, somebody else does something. */
  const meanwhile = (
    read: typeof GetItemCommand | typeof BatchGetItemCommand,
    act: (count: number) => Promise<unknown>,
  ) => {
    let reads = 0;
    fault = async (command, through) => {
      const answer = await through(command);
      if (!(command instanceof read)) return answer;
      reads += 1;
      await act(reads);
      return answer;
    };
  };

  test('a hold that somebody ends between the read and the commit stays as that one left it', async () => {
    const hold = await bank.hold(payer, payee, '300');
    // Another hold of the same accounts: what they hold would be enough to end the first one twice.
    await bank.hold(payer, payee, '300');
    meanwhile(GetItemCommand, async (count) => count === 1 && (await bank.release(hold.body.id)));
    expect((await faulty.post(hold.body.id)).problem).toBe('transaction-state');
    expect(await bank.balance(payer)).toEqual({ posted: '1000', pendingIn: '0', pendingOut: '300', available: '700' });
    expect((await bank.transaction(hold.body.id)).body.state).toBe('voided');
  });

  test('a transaction that somebody reverses between the read and the commit is reversed once', async () => {
    const made = await bank.transfer(payer, payee, '300');
    await bank.transfer(payer, payee, '300');
    meanwhile(GetItemCommand, async (count) => count === 1 && (await bank.reverse(made.body.id)));
    expect((await faulty.reverse(made.body.id)).problem).toBe('transaction-state');
    expect((await bank.balance(payer)).posted).toBe('700');
  });

  test('an account that never stands still is closed while it is empty, and not with a payment just in', async () => {
    const through = async () => {
      await bank.transfer('@world', payee, '10');
      await bank.transfer(payee, '@world', '10');
    };
    meanwhile(BatchGetItemCommand, async (count) => {
      if (count < 5) await through();
      if (count === 5) await bank.transfer('@world', payee, '10');
    });
    expect((await faulty.close(payee)).problem).toBe('account-not-empty');
    expect((await bank.account(payee)).body.status).toBe('open');
    fault = (command, send) => send(command);
    await bank.transfer(payee, '@world', '10');
    meanwhile(BatchGetItemCommand, through);
    expect((await faulty.close(payee)).body.status).toBe('closed');
    expect((await bank.balance(payee)).posted).toBe('0');
  });
});
