import { describe, expect, test } from '@jest/globals';
import { deployed, type Found, type Synthesized } from '../support/folio.ts';

const folio = deployed();

describe('data floors', () => {
  test('are of the domain as it deploys: where 64 shards of what is due are written, no release that reads 8 can be gone back to', () => {
    const written = ({ byType }: Synthesized) => {
      const shards = byType('AWS::Lambda::Function').flatMap(
        ({ props }) => props.Environment?.Variables.DUE_SHARDS ?? [],
      );
      const { props } = byType('Custom::DomainRelease').find(({ stack }) => stack === 'webhooks') as Found;
      return { shards: [...new Set(shards)], floor: props.DataFloor, generation: props.DataGeneration };
    };
    expect(written(folio)).toEqual({ shards: ['64'], floor: '2', generation: '2' });
    const here = deployed({ 'folio:local-webhooks': 'true' });
    expect(written(here)).toEqual({ shards: ['8'], floor: '1', generation: '2' });
    for (const { props } of folio.byType('Custom::DomainRelease'))
      expect(Number(props.DataFloor)).toBeLessThanOrEqual(Number(props.DataGeneration));
  });
});
