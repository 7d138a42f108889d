import * as z from 'zod';
import { CLOCK_PATH } from '../../local/control/control.ts';
import { CommandFailure } from './problem-error.ts';
import type { LocalFile } from './target.ts';

const clockView = z.object({ now: z.string(), aheadSeconds: z.number() });
export type ClockView = z.infer<typeof clockView>;

const answerLine = z.union([
  z.object({ done: z.literal(true), clock: clockView }),
  z.object({ refused: z.string() }),
  z.object({ failed: z.string() }),
]);

const ORDER_TIMEOUT_MS = 30_000;

/** The last line is what became of the order; the ones before it say how far it has come. */
const lastLine = async (response: Response): Promise<z.infer<typeof answerLine>> => {
  const text = await response.text().catch(() => ''); // it broke off: then no line says what came of it
  try {
    return answerLine.parse(JSON.parse(text.trim().split('\n').at(-1) ?? ''));
  } catch (cause) {
    throw new CommandFailure(`What answers at ${response.url} is no local cloud. Start it again.`, { cause });
  }
};

/**
 * Moves the clock of a running local cloud ahead, or only asks what it shows.
 * @param advance such as `30d`
 * @throws CommandFailure where it has no clock that moves, or takes no such time
 */
export const orderClock = async ({ control }: LocalFile, advance?: string): Promise<ClockView> => {
  if (control === undefined) throw new CommandFailure('The running local cloud takes no orders. Start it again.');
  const response = await fetch(control.url + CLOCK_PATH, {
    method: 'POST',
    headers: { authorization: `Bearer ${control.token}` },
    body: JSON.stringify({ advance }),
    signal: AbortSignal.timeout(ORDER_TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new CommandFailure('The local cloud does not answer. Is it running?', { cause });
  });
  if (response.status !== 200)
    throw new CommandFailure(`The local cloud took no order: it answered ${response.status}.`);
  const told = await lastLine(response);
  if ('refused' in told)
    throw new CommandFailure(
      `${advance === undefined ? 'There is no clock to look at' : 'The clock was not moved'}: ${told.refused}.`,
    );
  if ('failed' in told) throw new CommandFailure(`The local cloud failed: ${told.failed}`);
  return told.clock;
};
