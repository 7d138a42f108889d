import type { ComponentType } from '../contract/component-types.ts';

/** What CDK puts at the end of a logical id: eight characters of a hash. */
const HASH = /[0-9A-F]{8}$/;
/** Constructs that only hold others together: every stack has them, so they tell nothing apart. */
const HOLDERS = ['Service', 'Data', 'Routes'];

const withoutHolder = (name: string): string => {
  const holder = HOLDERS.find((each) => name.startsWith(each) && /^[A-Z]/.test(name.slice(each.length)));
  return holder === undefined ? name : name.slice(holder.length);
};

/** `WorkDeadLetters` -> `work-dead-letters`. */
const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();

/** The name of a component that nothing but its logical id names: `ServiceWorkQueueC9668DD5` -> `work-queue`. */
export const nameFromId = (logicalId: string, type: ComponentType): string => {
  const name = withoutHolder(logicalId.replace(HASH, ''));
  const short = type === 'function' ? name.replace(/(?<=.)Function$/, '') : name;
  return kebab(short);
};
