import * as z from 'zod';
import { plain } from '../client/answers.ts';
import { shown } from './function-name.ts';
import type { LogLine } from './log-source.ts';

/** What our own lines and Powertools' have in common (functions/kernel/core/log.ts). */
const structured = z.looseObject({
  timestamp: z.string().default(''),
  level: z.string().default('METRIC'),
  message: z.unknown(),
});
/** Told by the line's head, or by no person ever looked for. */
const UNTOLD = new Set([
  ...['timestamp', 'level', 'message', 'service', '_aws', 'function', 'stack', 'error'],
  ...['sampling_rate', 'xray_trace_id'],
]);
/** What the local cloud runs functions in, a module in memory: its frames are pages long and nobody's. */
const BOOTSTRAP = 'data:text/javascript';

const jsonIn = (text: string): unknown => {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a line that was cut, or is none of ours: it is shown as it is
  }
};

const said = (value: unknown): string => plain(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** The stack of a line: ours as text; Powertools' and Lambda's beside or within the error. */
const stackOf = (line: Readonly<Record<string, unknown>>): string | undefined => {
  const { stack, error, stackTrace } = line;
  if (typeof stack === 'string') return stack;
  if (Array.isArray(stackTrace)) return stackTrace.join('\n');
  const inner = z.object({ stack: z.string() }).safeParse(error);
  return inner.success ? inner.data.stack : undefined;
};

const errorOf = ({ error, errorType }: Readonly<Record<string, unknown>>): readonly string[] => {
  const name = z.object({ name: z.string() }).safeParse(error);
  const type = typeof error === 'string' ? error : name.success ? name.data.name : errorType;
  return typeof type === 'string' ? [`error=${plain(type)}`] : [];
};

/** One line for a person, and its stack below it, at the places of the sources. */
export const showLine = ({ of, text }: LogLine, mapped: (text: string) => string): string => {
  const parsed = structured.safeParse(jsonIn(text));
  if (!parsed.success) return `${shown(of)}  ${plain(mapped(text))}`;
  const { timestamp, level, message, ...rest } = parsed.data;
  const members = Object.entries(rest).filter(([name, value]) => !UNTOLD.has(name) && value !== undefined);
  const words = [...members.map(([name, value]) => `${plain(name)}=${said(value)}`), ...errorOf(rest)];
  const head = [plain(timestamp), plain(level).padEnd(5), shown(of), said(message ?? ''), ...words]
    .filter((word) => word !== '')
    .join('  ');
  const stack = stackOf(rest);
  if (stack === undefined) return head;
  const own = stack.split('\n').filter((frame) => !frame.includes(BOOTSTRAP));
  const frames = own.map((frame) => `    ${plain(mapped(frame)).trim()}`);
  return [head, ...frames].join('\n');
};

/** The same for a program: what the line holds, and of which function it is. */
export const lineAsJson = ({ of, text }: LogLine, mapped: (text: string) => string): string => {
  const json = jsonIn(text);
  const line = typeof json === 'object' && json !== null ? json : { text };
  return mapped(JSON.stringify({ of: shown(of), ...line }));
};
