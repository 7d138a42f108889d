import { describe, expect, test } from '@jest/globals';
import { newFolio, normalised, STACKS } from './support/folio.ts';

describe('the template of', () => {
  const folio = newFolio();

  test.each(STACKS)('%s changes only when somebody means it to', (name) => {
    expect(normalised(folio[name])).toMatchSnapshot();
  });
});
