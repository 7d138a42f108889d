import { CommandFailure } from './problem-error.ts';

/** Where the local cloud's AWS endpoint shows what passes on the buses, one event a line. */
const TAP_PATH = '/_folio/events';

/** EventBridge's envelope, as far as a person wants to see it. */
export interface PassingEvent {
  readonly time: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
}

/**
 * Events as they pass on the bus of a local cloud, from now on. Made for people who watch: one that does not keep up misses some.
 * @param signal ends it
 */
export async function* tailEvents(awsUrl: string, signal: AbortSignal): AsyncGenerator<PassingEvent> {
  const response = await fetch(awsUrl + TAP_PATH, { signal, headers: { authorization: 'local' } }).catch(
    (cause: unknown) => {
      if (signal.aborted) return undefined;
      throw new CommandFailure('The local cloud does not show its events. Is it running?', { cause });
    },
  );
  if (response === undefined) return;
  if (response.status !== 200 || response.body === null) {
    throw new CommandFailure(`The local cloud does not show its events: it answered ${response.status}.`);
  }
  let rest = '';
  try {
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield JSON.parse(line) as PassingEvent;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
