import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { domainCall } from '../../kernel/aws/domain-call.ts';
import { RELEASE_PROBE, RELEASE_PROBE_ANSWER } from '../../kernel/triggers/release-probe.ts';
import type { ProbedFunctions, ProbeKind, ProbeRequest } from '../contract/probe.ts';

/** All that is ever sent: fixed, on nobody's behalf, and without effect on a function of its kind. */
export const QUESTIONS: Readonly<Record<ProbeKind, unknown>> = {
  health: domainCall({ path: '/v1/health', query: {}, requestId: 'release-probe' }),
  batch: { Records: [] },
  task: RELEASE_PROBE,
};

/** Of what a function throws at a question of ours: the question holds nothing of anybody, so its message may be told. */
const thrown = z.object({ errorType: z.string().default('Error'), errorMessage: z.string().default('') });
const TOLD_MAX = 300;

/** As Lambda tells it, in one line. */
const firstLineOf = (payload: unknown): string => {
  const { errorType, errorMessage } = thrown.catch({ errorType: 'Error', errorMessage: '' }).parse(payload);
  const [first = ''] = errorMessage.trim().split('\n');
  return `${errorType}${first === '' ? '' : `: ${first}`}`.slice(0, TOLD_MAX);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const health = z.object({ statusCode: z.number() });
const EMPTY_BATCH = { batchItemFailures: [] };

/** What is wrong with a function that gave this answer, if anything is. */
export const complaintOf = (probe: ProbeKind, failed: boolean, payload: string): string | undefined => {
  const answer = parsed(payload);
  if (failed) return `it failed: ${firstLineOf(answer)}`;
  if (probe === 'health') {
    const { success, data } = health.safeParse(answer);
    if (!success) return 'its health is no HTTP answer';
    return data.statusCode === 200 ? undefined : `its health is ${data.statusCode}`;
  }
  const right = probe === 'batch' ? EMPTY_BATCH : RELEASE_PROBE_ANSWER;
  return isDeepStrictEqual(answer, right) ? undefined : `it answers ${payload.slice(0, TOLD_MAX)} to an empty question`;
};

/** Whether a name has the parts of the form in their order, from its beginning to its end; whatever stands between them. */
const matches = (form: string, name: string): boolean => {
  const [first = '', ...others] = form.split('*');
  const last = others.pop();
  if (last === undefined) return name === first;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
};

/** Whether the function is one of those that may be asked, and in this way. */
export const isProbed = (probed: ProbedFunctions, { function: name, probe }: ProbeRequest): boolean =>
  probed.some((each) => each.probe === probe && matches(each.name, name));
