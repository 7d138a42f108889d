/** Options that belong to a stage, and so into its file. Each is read where it counts; docs/DEPLOYING.md says what each does. */
export const OPTIONS_OF_STAGES = [
  'folio:issuer',
  'folio:audience',
  'folio:tenant-claim',
  'folio:scope-prefix',
  'folio:alarm-mail',
  'folio:monthly-budget',
  'folio:concurrency-quota',
  'folio:reserved-concurrency',
  'folio:tenant-budget',
  'folio:tracer',
  'folio:console-operates',
  'folio:releasers',
  'folio:releasers-mfa',
  'folio:release-log-lock',
] as const;

/** Options of one deployment, or of where it comes from: said on the line, never kept. */
export const OPTIONS_OF_DEPLOYMENTS = [
  'folio:stage',
  'folio:commit',
  'folio:despite-alarms',
  'folio:unasked',
  'folio:local-webhooks',
] as const;
