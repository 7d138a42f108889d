import type { Mistake } from './mistake.ts';

/** In what commands show, and how they exit. */
export const COMMAND_LINE: readonly Mistake[] = [
  {
    name: 'wrong-use-exits-1',
    file: 'bin/program.ts',
    from: 'process.exitCode = 2;\n  if',
    to: 'process.exitCode = 1;\n  if',
    tests: ['unit/client/wrong-use'],
  },
  {
    name: 'all-alarms-as-json',
    file: 'bin/commands/alarms.ts',
    from: 'out.result(options.all === true ? alarms : inAlarm)',
    to: 'out.result(alarms)',
    tests: ['unit/client/verdicts'],
  },
  {
    name: 'differences-exit-0',
    file: 'bin/commands/audit.ts',
    from: 'if (differences.length > 0) process.exitCode = 1;',
    to: '',
    tests: ['unit/client/verdicts'],
  },
  {
    name: 'gap-exits-0',
    file: 'bin/commands/statements.ts',
    from: 'if (off.length > 0 || !found.gapFree)',
    to: 'if (off.length > 0)',
    tests: ['unit/client/verdicts'],
  },
  {
    name: 'table-of-a-longer-name-lost',
    file: 'bin/restore/restored-tables.ts',
    from: 'place}=`));',
    to: 'place}`));',
    tests: ['unit/restore/restored-tables'],
  },
  {
    name: 'brought-back-and-put-back',
    file: 'bin/dlq/dead-letters.ts',
    from: 'for (const one of parked) if (!gone.has(one)) await one.putBack();',
    to: 'for (const one of parked) await one.putBack();',
    tests: ['unit/dlq/dead-letters'],
  },
  {
    name: 'half-a-line-told',
    file: 'bin/logs/local-logs.ts',
    from: 'begin > from && begin > 0 ? lines.slice(1) : lines',
    to: 'lines',
    tests: ['unit/logs/logs'],
  },
  {
    name: 'unreserved-share-unchecked',
    file: 'bin/stage/concurrency.ts',
    from: 'has - reserved < UNRESERVED_LEAST && reserved > 0',
    to: 'has - reserved < 0 && reserved > 0',
    tests: ['unit/stage/deploy-stage', 'unit/lib/options'],
  },
  {
    name: 'secret-beside-its-file',
    file: 'bin/commands/tenant.ts',
    from: 'out.result({ ...shown, file });',
    to: 'out.result({ ...made, file });',
    tests: ['unit/client/verdicts'],
  },
  {
    name: 'first-range-of-replays',
    file: 'bin/import/send-batch.ts',
    from: "(header ?? '').split(',')",
    to: "[header ?? '']",
    tests: ['unit/import/send-batch'],
  },
  {
    name: 'errors-more-miscounted',
    file: 'bin/logs/report-errors.ts',
    from: 'REPORTED_MAX && some !== undefined',
    to: 'REPORTED_MAX + 1 && some !== undefined',
    tests: ['unit/client/verdicts'],
  },
];
