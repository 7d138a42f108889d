import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runTask } from '../own-process.ts';
import { FILE_TASKS, type FileTask } from './tasks.ts';

/** `node task.ts <task> <folder> <count>`: leaves what it measured as `<folder>/<task>.json`. */
const [name = '', folder = '', count = ''] = process.argv.slice(2);
const isTask = (text: string): text is FileTask => Object.hasOwn(FILE_TASKS, text);
if (!isTask(name)) throw new Error(`There is no task ${name}.`);
writeFileSync(join(folder, `${name}.json`), JSON.stringify(await runTask(FILE_TASKS[name], folder, Number(count))));
