import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pair } from './pairs.ts';

/** What AWS' published matcher says of a pair. */
export type Verdict = 'match' | 'no-match' | 'refused';

/** The version that the recorded table was made with. */
export const RULER_VERSION = '2.1.0';

const CACHE = join('node_modules', '.cache', 'folio-event-ruler', RULER_VERSION);
const INSTALL_WITHIN_MS = 120_000;
const ANSWER_WITHIN_MS = 120_000;
const MAX_OUTPUT_BYTES = 16_777_216;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>folio.test</groupId><artifactId>event-ruler</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>software.amazon.event.ruler</groupId><artifactId>event-ruler</artifactId><version>${RULER_VERSION}</version></dependency>
  </dependencies>
</project>
`;

const run = (command: string, args: readonly string[], timeout: number, input = ''): Promise<string> =>
  new Promise((done, failed) => {
    const child = execFile(command, args, { timeout, maxBuffer: MAX_OUTPUT_BYTES }, (error, stdout) =>
      error === null ? done(stdout) : failed(error),
    );
    // A child that could not be started or has ended is told by its exit above.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });

/**
 * A folder with the matcher's jars, made once by Maven and kept beside the packages, or the reason why there is none. It
 * appears under its name only when all of it is there.
 */
export const installRuler = async (root: string): Promise<{ readonly jars: string } | { readonly missing: string }> => {
  const jars = join(root, CACHE);
  if (existsSync(jars)) return { jars };
  const fresh = `${jars}.${process.pid}.tmp`;
  try {
    await mkdir(fresh, { recursive: true });
    await writeFile(join(fresh, 'pom.xml'), POM);
    await run('java', ['-version'], INSTALL_WITHIN_MS);
    const goal = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${fresh}`];
    await run('mvn', [...goal, '-f', join(fresh, 'pom.xml')], INSTALL_WITHIN_MS);
    await rename(fresh, jars);
    return { jars };
  } catch (error) {
    if (existsSync(jars)) return { jars };
    return { missing: error instanceof Error ? (error.message.split('\n')[0] ?? 'unknown') : String(error) };
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
};

/** Asks the matcher about all pairs in one process. */
export const verdictsOf = async (root: string, jars: string, pairs: readonly Pair[]): Promise<readonly Verdict[]> => {
  const source = join(root, 'test', 'contract', 'ruler', 'Witness.java');
  const lines = pairs.map((pair) => JSON.stringify(pair)).join('\n');
  const answers = await run('java', ['-cp', join(jars, '*'), source], ANSWER_WITHIN_MS, lines);
  return answers.trim().split('\n') as Verdict[];
};
