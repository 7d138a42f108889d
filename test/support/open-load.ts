/** Requests sent by the clock, whether what answers keeps up or not. */
export interface OpenLoad {
  /** What the requests gave, in the order of sending. */
  readonly ids: readonly string[];
  /** From the moment at which a request was due, so that a late one is not forgiven. In ms. */
  readonly p50: number;
  readonly p99: number;
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

/** @param send rejects where the answer is not what it should be, which fails the whole load */
export const openLoad = async (
  perSecond: number,
  seconds: number,
  send: (step: number) => Promise<string>,
): Promise<OpenLoad> => {
  const running: Promise<string>[] = [];
  const latencies: number[] = [];
  const start = performance.now();
  for (let step = 0; step < perSecond * seconds; step += 1) {
    const due = start + (step * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const answered = send(step).then((id) => {
      latencies.push(performance.now() - due);
      return id;
    });
    // Told at the end; until then a refusal is nobody's surprise.
    answered.catch(() => undefined);
    running.push(answered);
  }
  const ids = await Promise.all(running);
  const sorted = latencies.toSorted((a, b) => a - b);
  return { ids, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
};
