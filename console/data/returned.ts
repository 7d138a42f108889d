/**
 * The issuer sends people back to the console's address in a window of their own, beside the page that waits with the verifier. The policy of
 * both pages keeps windows of other origins apart, and so these two from each other: they speak by a channel of their origin.
 */
const CHANNEL = 'folio-sign-in';
const WAITS_MS = 10 * 60_000;

/** In the window that came back: hands what the issuer said to the page that waits, and takes it out of the address. */
export const handOver = (): boolean => {
  const answer = new URLSearchParams(location.search);
  if (!answer.has('state') || !(answer.has('code') || answer.has('error'))) return false;
  history.replaceState(null, '', location.pathname);
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(answer.toString());
  channel.close();
  close();
  return true;
};

/** In the page that waits: what the issuer said to the sign-in of this state. Of any other's, nothing. */
export const returned = (state: string, gone: AbortSignal): Promise<URLSearchParams> =>
  new Promise((resolve, reject) => {
    const channel = new BroadcastChannel(CHANNEL);
    const end = AbortSignal.any([gone, AbortSignal.timeout(WAITS_MS)]);
    end.addEventListener('abort', () => {
      channel.close();
      reject(new Error('The sign-in took too long, or was begun anew. Try again.'));
    });
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const answer = new URLSearchParams(String(data));
      if (answer.get('state') !== state) return;
      channel.close();
      resolve(answer);
    });
  });
