/** Says whose the folder is, and of which layout. */
export const FORMAT_FILE = 'format.json';
/** Held while the folder is in use. */
export const LOCK_FILE = 'lock.sqlite';

/** Everything that a local cloud writes at the top of its folder. */
const OURS: ReadonlySet<string> = new Set([
  FORMAT_FILE,
  LOCK_FILE,
  `${LOCK_FILE}-journal`,
  'clock.json',
  'codedeploy.json',
  'deployment.json',
  'dynamodb',
  'functions',
  'local.json',
  'logs',
  'services',
  'tenants.json',
]);

/** `deployment.json.4711.new`: what a crash has left of a file that was being replaced. */
const withoutDraft = (name: string): string => name.replace(/\.\d{1,10}\.new$/, '');

export const isOurs = (name: string): boolean => OURS.has(withoutDraft(name));

/** What a first start may have left when it was killed before it had said whose the folder is. */
export const isBeforeFormat = (name: string): boolean =>
  name.startsWith(LOCK_FILE) ? isOurs(name) : name !== FORMAT_FILE && withoutDraft(name) === FORMAT_FILE;
