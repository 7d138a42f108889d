import { describe, expect, test } from '@jest/globals';
import { deployed, normalised, STACKS } from '../support/folio.ts';

describe('the template of', () => {
  test.each(STACKS)('%s changes only when somebody means it to', (name) => {
    expect(normalised(deployed().templates[name])).toMatchSnapshot();
  });
});
