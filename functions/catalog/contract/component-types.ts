/** What runs and keeps comes first; then how it is reached and looked after; then what is not ours or not known. */
export const COMPONENT_TYPES = [
  'domain',
  'function',
  'table',
  'queue',
  'bus',
  'api',
  'bucket',
  'key',
  'topic',
  'route',
  'authorizer',
  'rule',
  'schedule',
  'alarm',
  'role',
  'external',
  'unresolved',
] as const;
export type ComponentType = (typeof COMPONENT_TYPES)[number];
