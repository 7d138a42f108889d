import { expect, test } from '@jest/globals';
import { deployed, STACKS } from '../support/folio.ts';

/** What changes with every change of code is left out, so that a line tells of the infrastructure. */
const stable = (id: string): string => id.replace(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}$/, '$1');

test('the resources of all stacks come and go only when somebody means them to', () => {
  const { templates } = deployed();
  const lines = STACKS.flatMap((stack) =>
    Object.entries(templates[stack].Resources).map(([id, { Type }]) => `${stack} ${Type} ${stable(id)}`),
  );
  expect(`\n${lines.sort().join('\n')}\n`).toMatchSnapshot();
});
