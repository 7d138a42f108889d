import { parseSync } from '@swc/core';
import type { Source } from './sources.ts';

export interface RegexLiteral {
  readonly path: string;
  readonly pattern: string;
  readonly flags: string;
}

interface Node {
  readonly type?: string;
  readonly pattern?: string;
  readonly flags?: string;
  readonly callee?: { readonly value?: string };
}

const nodesOf = (value: unknown): readonly Node[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(nodesOf);
  return Array.isArray(value) ? inner : [value as Node, ...inner];
};

const treeOf = ({ path, text }: Source): readonly Node[] =>
  nodesOf(parseSync(text, { syntax: 'typescript', tsx: path.endsWith('.tsx'), target: 'es2024' }));

/** Every regular expression that a file writes down. */
export const regexLiteralsOf = (source: Source): readonly RegexLiteral[] =>
  treeOf(source).flatMap(({ type, pattern, flags }) =>
    type === 'RegExpLiteral' ? [{ path: source.path, pattern: pattern ?? '', flags: flags ?? '' }] : [],
  );

/** How often a file makes an expression at run time. */
export const madeRegexes = (source: Source): number =>
  treeOf(source).filter(
    ({ type, callee }) => (type === 'NewExpression' || type === 'CallExpression') && callee?.value === 'RegExp',
  ).length;
