import { readFileSync } from 'node:fs';

/** A shell block of a page of the guide, and the members that the answer to its last call has at least. */
export interface Step {
  readonly commands: string;
  readonly expects: unknown;
}

const BLOCK = /^```(sh|json)\n([\s\S]*?)^```$/gm;

/** The shell blocks of a page, in its order, each with the JSON block that follows it. */
export const stepsOf = (page: string): readonly Step[] => {
  const blocks = [...readFileSync(`docs/guide/${page}`, 'utf8').matchAll(BLOCK)];
  return blocks.flatMap(([, kind, text = ''], index): readonly Step[] => {
    if (kind !== 'sh') return [];
    const next = blocks[index + 1];
    return [{ commands: text, expects: next?.[1] === 'json' ? JSON.parse(next[2] ?? '') : undefined }];
  });
};

/** What the guide's index tells to define first, with another address and token. */
export const preludeOf = (url: string, token: string): string => {
  const lines = readFileSync('docs/guide/README.md', 'utf8').split('\n');
  const call = lines.find((line) => line.startsWith('    call()'))?.trim() ?? '';
  return `TOKEN=${token}\n${call.replace('http://127.0.0.1:4000', url)}\n`;
};
