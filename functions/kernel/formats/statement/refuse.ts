import { BadFile, type FileFault } from '../bad-file.ts';

/** Throws a reader's refusal of its file: the line, what kind of a no, and what is wrong there. */
export type Refuse = (line: number, fault: FileFault, reason: string) => never;

/** @param format the name by which a person knows the format */
export const refuseAs =
  (format: string): Refuse =>
  (line, fault, reason) => {
    throw new BadFile(fault, { line, pointer: format }, reason);
  };
