/** Whether a body says something at a way to a member, as `postings[].from`; of a list its first element counts. */
export const hasMember = (value: unknown, way: string): boolean => {
  const [step = '', ...rest] = way.split('.');
  const name = step.replace('[]', '');
  const inner = (value as Readonly<Record<string, unknown>> | undefined)?.[name];
  if (inner === undefined) return false;
  const next = step.endsWith('[]') ? (inner as readonly unknown[])[0] : inner;
  return rest.length === 0 || hasMember(next, rest.join('.'));
};
