import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMAINS } from '../../lib/domains.ts';
import { openapi } from '../../lib/meta/openapi.ts';

type Json = Readonly<Record<string, unknown>>;

const PROBLEM = {
  description: 'A problem (RFC 9457).',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/**
 * The document with one answer in place of all refusals of an operation, whose form is one, and without examples and headers: a fifth of its
 * types, and nothing less that a client is written against.
 */
const slim = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(slim);
  if (!isObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => !['examples', 'example', 'webhooks', 'x-folio-problems'].includes(name))
      .map(([name, member]) => [name, name === 'responses' && isObject(member) ? answers(member) : slim(member)]),
  );
};

const answers = (all: Json): Json => {
  const good = Object.entries(all).filter(([status]) => /^[23]/.test(status));
  const plain = good.map(([status, answer]) => {
    const { headers: _, ...rest } = answer as Json;
    return [status, slim(rest)] as const;
  });
  return { ...Object.fromEntries(plain), default: PROBLEM };
};

/** `api.ts` as openapi-typescript makes it of the contracts. @param tools a folder with that package and a compiler of its own */
export const generated = (tools: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'folio-generate-'));
  try {
    symlinkSync(join(tools, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(slim(openapi(DOMAINS))));
    const script = join(tools, 'node_modules/openapi-typescript/bin/cli.js');
    execFileSync(process.execPath, [script, 'openapi.json', '-o', 'api.ts'], {
      cwd: folder,
      stdio: 'pipe',
    });
    return readFileSync(join(folder, 'api.ts'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** `node bin/node.js clients/typescript/generate.ts <tools>` writes it anew. */
const [, script, tools] = process.argv;
if (script === import.meta.filename && tools !== undefined)
  writeFileSync(join(import.meta.dirname, 'src/api.ts'), generated(tools));
