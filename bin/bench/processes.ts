import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time in ticks of 10 ms (USER_HZ is 100 on every supported platform). */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

export interface ProcessFigures {
  readonly pid: number;
  readonly name: string;
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** Undefined where the process or thread ended between its listing and the reading. */
const whileThere = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ESRCH')
      return undefined;
    throw error;
  }
};

const figuresAt = (folder: string, pid: number): (ProcessFigures & { parent: number }) | undefined =>
  whileThere(() => {
    const stat = readFileSync(`${folder}/stat`, 'utf8');
    // The name stands in parentheses and may itself hold spaces and parentheses.
    const close = stat.lastIndexOf(')');
    const fields = stat.slice(close + 2).split(' ');
    const pages = Number(readFileSync(`${folder}/statm`, 'utf8').split(' ')[1]);
    return {
      pid,
      name: stat.slice(stat.indexOf('(') + 1, close),
      parent: Number(fields[1]),
      cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
      residentBytes: pages * PAGE_BYTES,
    };
  });

/** CPU time and memory of a process and all its descendants. */
export const processTree = (root: number): readonly ProcessFigures[] => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => figuresAt(`/proc/${name}`, Number(name)) ?? []);
  const members = new Set([root]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const one of all) {
      if (members.has(one.parent) && !members.has(one.pid)) {
        members.add(one.pid);
        grew = true;
      }
    }
  }
  return all.filter((one) => members.has(one.pid));
};

export interface TreeUse {
  readonly cpuMs: number;
  readonly storeCpuMs: number;
  readonly residentBytes: number;
}

/** CPU time of one named thread of a process; 0 where it has none of that name. */
const threadCpuMs = (pid: number, name: string): number => {
  const folder = `/proc/${pid}/task`;
  return (whileThere(() => readdirSync(folder)) ?? [])
    .flatMap((id) => figuresAt(`${folder}/${id}`, Number(id)) ?? [])
    .filter((thread) => thread.name === name)
    .reduce((sum, { cpuMs }) => sum + cpuMs, 0);
};

/** The tree's use so far; the store's share is that of the threads named `store`. */
export const treeUse = (root: number): TreeUse => {
  const tree = processTree(root);
  const sum = (pick: (one: ProcessFigures) => number, of: readonly ProcessFigures[]) =>
    of.reduce((total, one) => total + pick(one), 0);
  return {
    cpuMs: sum((one) => one.cpuMs, tree),
    storeCpuMs: sum(({ pid }) => threadCpuMs(pid, 'store'), tree),
    residentBytes: sum((one) => one.residentBytes, tree),
  };
};
