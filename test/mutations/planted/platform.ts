import type { Mistake } from './mistake.ts';

/** In constructs and their options. */
export const PLATFORM: readonly Mistake[] = [
  {
    name: 'edge-without-certificate',
    file: 'lib/platform/own-domain.ts',
    from: '(edgeCertificate === undefined) !== (origin === undefined)',
    to: 'edgeCertificate !== undefined && origin === undefined',
    tests: ['infra/templates', 'unit/lib/options'],
  },
  {
    name: 'copies-for-ever',
    file: 'lib/platform/backups.ts',
    from: '[{ destinationBackupVaultArn: copy, lifecycle }]',
    to: '[{ destinationBackupVaultArn: copy }]',
    tests: ['infra/templates'],
  },
  {
    name: 'forecast-unwatched',
    file: 'lib/platform/monthly-budget.ts',
    from: "notify('FORECASTED', 100)",
    to: "notify('ACTUAL', 100)",
    tests: ['infra/templates'],
  },
  {
    name: 'unknown-table-restored',
    file: 'lib/platform/restored-table.ts',
    from: 'if (!places.has(place))',
    to: 'if (places.size === 0)',
    tests: ['infra/templates'],
  },
  {
    name: 'bundles-newest-removed',
    file: 'lib/platform/bundle-cache.ts',
    from: '.slice(KEPT_MAX)',
    to: '.slice(0, -KEPT_MAX)',
    tests: ['infra/bundle-cache'],
  },
  {
    name: 'most-excluded',
    file: 'lib/platform/context-number.ts',
    from: 'value <= most',
    to: 'value < most',
    tests: ['infra/stage-file', 'unit/lib/options', 'infra/templates'],
  },
];
