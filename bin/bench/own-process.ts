import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One piece of work in a process of its own: how long it took, and how much memory it ever held. */
export interface TaskResult {
  readonly items: number;
  readonly ms: number;
  readonly peakMegabytes: number;
}

export interface TaskFigures extends TaskResult {
  readonly name: string;
  readonly perSecond: number;
}

/** Prepares what is not measured, and gives what is: it answers how many items it saw. */
export type Task = (folder: string, count: number) => Promise<() => Promise<number>>;

/** Runs one in this process. */
export const runTask = async (task: Task, folder: string, count: number): Promise<TaskResult> => {
  const work = await task(folder, count);
  const before = performance.now();
  const items = await work();
  const ms = performance.now() - before;
  return { items, ms, peakMegabytes: process.resourceUsage().maxRSS / 1000 };
};

/** Where a task is and how a person calls it. Its script leaves what it measured as `<folder>/<task>.json`. */
export interface Placed {
  readonly script: string;
  readonly task: string;
  readonly name: string;
  /** What its heap may have: without a limit V8 lets garbage lie for as long as the machine has room. */
  readonly heapMegabytes?: number;
}

export const measured = async (
  { script, task, name, heapMegabytes }: Placed,
  folder: string,
  count: number,
): Promise<TaskFigures> => {
  const heap = heapMegabytes === undefined ? [] : [`--max-old-space-size=${heapMegabytes}`, '--max-semi-space-size=4'];
  const args = ['--disable-warning=ExperimentalWarning', ...heap, script, task, folder, String(count)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${name} ended with ${code}. The peers are in devDependencies: npm ci brings them.`);
  const result = JSON.parse(readFileSync(join(folder, `${task}.json`), 'utf8')) as TaskResult;
  if (result.items !== count) throw new Error(`${name} saw ${result.items} of ${count}`);
  return { name, ...result, perSecond: (result.items * 1000) / result.ms };
};
