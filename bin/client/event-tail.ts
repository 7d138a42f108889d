import { type IncomingMessage, request } from 'node:http';
import { TOKEN_HEADER } from '../../local/trust/credentials.ts';
import { CommandFailure } from './problem-error.ts';
import type { LocalFile } from './target.ts';

/** Where the local cloud's AWS endpoint shows what passes on the buses, one event a line. */
const TAP_PATH = '/_folio/events';

/** EventBridge's envelope, as far as a person wants to see it. */
export interface PassingEvent {
  readonly time: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
}

type Tapped = Pick<LocalFile, 'awsUrl' | 'credentials'>;

/** `fetch` gives up a body that is silent for five minutes; a bus may well be. */
const open = ({ awsUrl, credentials }: Tapped, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = { [TOKEN_HEADER]: credentials.sessionToken };
    request(awsUrl + TAP_PATH, { headers, signal })
      .on('response', resolve)
      .on('error', (cause) => {
        reject(new CommandFailure('The local cloud does not show its events. Is it running?', { cause }));
      })
      .end();
  });

async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of response.setEncoding('utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
}

/**
 * Events as they pass on the bus of a local cloud, from now on. Made for people who watch: one that does not keep up misses some.
 * @param signal ends it
 * @param onOpen called once it listens
 * @throws CommandFailure where the local cloud does not show them, or goes away
 */
export async function* tailEvents(
  local: Tapped,
  signal: AbortSignal,
  onOpen: () => void = () => undefined,
): AsyncGenerator<PassingEvent> {
  try {
    const response = await open(local, signal);
    if (response.statusCode !== 200) {
      response.destroy();
      throw new CommandFailure(`The local cloud does not show its events: it answered ${response.statusCode}.`);
    }
    onOpen();
    for await (const line of linesOf(response)) yield JSON.parse(line) as PassingEvent;
  } catch (cause) {
    if (signal.aborted) return;
    if (cause instanceof CommandFailure) throw cause;
    throw new CommandFailure('The local cloud has gone away.', { cause });
  }
  if (!signal.aborted) throw new CommandFailure('The local cloud has gone away.');
}
