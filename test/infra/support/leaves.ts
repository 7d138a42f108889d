/** A text of a template, with the path of keys that leads to it from its resource: `AWS::SQS::Queue.Properties.QueueName`. */
export interface Leaf {
  readonly path: string;
  readonly text: string;
}

/** What names something within its own stack only, or names nothing. */
const LOCAL = new Set(['Ref', 'Fn::GetAtt', 'DependsOn', 'Type', 'ZipFile']);

const leavesUnder = (value: unknown, path: string): readonly Leaf[] => {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((each) => leavesUnder(each, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    LOCAL.has(key) ? [] : leavesUnder(inner, key.startsWith('Fn::') ? path : `${path}.${key}`),
  );
};

/** Every text of a template: its resources', parameters', outputs' and conditions'. */
export const leavesOf = (template: Readonly<Record<string, unknown>>): readonly Leaf[] =>
  Object.entries(template).flatMap(([section, members]) =>
    Object.values((members ?? {}) as Readonly<Record<string, { readonly Type?: string }>>).flatMap((member) =>
      leavesUnder(member, section === 'Resources' ? (member.Type ?? '') : section),
    ),
  );
