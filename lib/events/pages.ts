import type { Consumer } from './consumers.ts';
import type { EventEntry } from './contracts.ts';

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly additionalProperties?: Schema | boolean;
}

/** Deeper than any event is. */
const DEPTH_MAX = 8;

const typeOf = (schema: Schema): string => {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${String(one)}\``).join(', ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.format === 'date-time') return 'time';
  if (schema.type === 'array') return `list of ${schema.items === undefined ? 'anything' : typeOf(schema.items)}`;
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object' && schema.properties === undefined)
    return Object.keys(schema.additionalProperties).length === 0
      ? 'object'
      : `map of ${typeOf(schema.additionalProperties)}`;
  if (schema.pattern?.includes('-?[1-9]') === true) return 'minor units, as digits';
  return typeof schema.type === 'string' ? schema.type : 'anything';
};

const rowsOf = (schema: Schema, path: string, depth = 0): readonly string[] =>
  depth > DEPTH_MAX
    ? []
    : Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
        const always = schema.required?.includes(name) === true ? 'yes' : 'no';
        const inner = one.items ?? one;
        const at = `${path}${name}`;
        return [
          `| \`${at}\` | ${typeOf(one)} | ${always} |`,
          ...rowsOf(inner, `${at}${one.items === undefined ? '.' : '[].'}`, depth + 1),
        ];
      });

const GENERATED = '<!-- Generated from the contracts by `npm run events:catalogue`. -->';

const consumersOf = ({ detailType }: EventEntry, consumers: readonly Consumer[]): readonly Consumer[] =>
  consumers.filter((one) => one.detailType === detailType);
const domainOf = ({ handler }: Consumer): string => handler.split('/')[1] ?? '';

const eventPage = (event: EventEntry, consumers: readonly Consumer[]): string => {
  const readers = consumersOf(event, consumers).map(
    (one) => `${domainOf(one)} (version ${one.version}, [${one.handler}](../../${one.handler}))`,
  );
  const samples = event.samples.map(
    ({ version, text }) =>
      `## Sample, version ${version}\n\nIts \`detail\` on the bus.\n\n\`\`\`json\n${text}\n\`\`\`\n`,
  );
  return `${GENERATED}

# ${event.detailType}

${event.says}

| | |
| --- | --- |
| producer | ${event.source} ([contract](../../functions/${event.source}/contract/events.ts)) |
| consumers | ${readers.length === 0 ? 'none' : readers.join(', ')} |
| audience | ${event.public ? 'public: webhooks and the feed' : 'internal: inside Folio only'} |
| version | ${event.version} |

## \`data\`

Members are added without a new version; readers ignore those that they do not know. The envelope around it is the same for
every event: see [the index](README.md).

| member | type | always there |
| --- | --- | --- |
${rowsOf(event.schema as Schema, '').join('\n')}

${samples.join('\n')}`;
};

const ENVELOPE = [
  ['eventId', 'the same at each delivery of one event: what a consumer knows it by'],
  ['tenant', 'whose event it is'],
  ['occurredAt', 'when it happened, RFC 3339 with milliseconds'],
  ['version', 'of `data`'],
  ['correlationId', 'the request that started it all'],
  ['causationId', 'the change or event that this one follows from'],
  ['hops', 'how many events lie before it; more than 8 are refused'],
  ['data', 'what its page says'],
] as const;

const indexPage = (events: readonly EventEntry[], consumers: readonly Consumer[]): string => `${GENERATED}

# Events

Everything that passes on the bus. Delivery is at least once and in no promised order: order comes from versions inside the
events. A released version is never changed but for members that are added.

| event | producer | consumers | audience | version | what happened |
| --- | --- | --- | --- | --- | --- |
${events
  .map((event) => {
    const domains = [...new Set(consumersOf(event, consumers).map(domainOf))];
    const readers = domains.length === 0 ? 'none' : domains.join(', ');
    const audience = event.public ? 'public' : 'internal';
    return `| [${event.detailType}](${event.detailType}.md) | ${event.source} | ${readers} | ${audience} | ${event.version} | ${event.says} |`;
  })
  .join('\n')}

## The envelope

The \`detail\` of each event:

| member | holds |
| --- | --- |
${ENVELOPE.map(([name, holds]) => `| \`${name}\` | ${holds} |`).join('\n')}
`;

/** The pages of the catalogue by their file names. */
export const cataloguePages = (
  events: readonly EventEntry[],
  consumers: readonly Consumer[],
): Readonly<Record<string, string>> => ({
  'README.md': indexPage(events, consumers),
  ...Object.fromEntries(events.map((event) => [`${event.detailType}.md`, eventPage(event, consumers)])),
});
