import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/** Packages that hold the engine as a static binary, by platform. Only the first exists in the registry today. */
const PACKAGE = `@dynoxide/${process.platform}-${process.arch}`;

/** `null` when the package is not installed, which is normal on platforms that it does not exist for. */
const inPackage = (): string | null => {
  try {
    return createRequire(import.meta.url).resolve(`${PACKAGE}/dynoxide`);
  } catch {
    return null;
  }
};

const onPath = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'dynoxide'))
    .find((file) => existsSync(file));

/** The engine's binary: the installed package's, else one on the PATH, else undefined. */
export const findBinary = (): string | undefined => inPackage() ?? onPath();
