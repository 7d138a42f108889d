import { DynamoError, invalid } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import { ELEMENT, emptyItem, type Item, type Type, type Value } from './attribute.ts';
import { normalNumber } from './number.ts';

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const notSerializable = (): DynamoError =>
  new DynamoError('SerializationException', 'Start of structure or map found where not expected.');

const EMPTY = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes';
const MANY =
  'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes';

const text = (content: unknown): string => {
  if (typeof content !== 'string') throw notSerializable();
  return content;
};

const number = (content: unknown): string => normalNumber(text(content));

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const binary = (content: unknown): string => {
  const base64 = text(content);
  if (!BASE64.test(base64))
    throw new DynamoError(
      'SerializationException',
      'Base64 encoded length is expected a multiple of 4 bytes or has a character that is none of its own',
    );
  return base64;
};

const SET_NAMES = { SS: 'string', NS: 'number', BS: 'binary' } as const;

const setOf = (type: 'SS' | 'NS' | 'BS', content: unknown): Value => {
  if (!Array.isArray(content)) throw notSerializable();
  if (content.length === 0)
    throw invalid(`One or more parameter values were invalid: An ${SET_NAMES[type]} set  may not be empty`);
  const read = { S: text, N: number, B: binary }[ELEMENT[type] ?? 'S'];
  const members = content.map(read);
  if (new Set(members).size < members.length) {
    if (type === 'NS') throw invalid('Input collection contains duplicates');
    throw invalid(
      `One or more parameter values were invalid: Input collection [${members.join(', ')}]${type === 'BS' ? 'of type BS' : ''} contains duplicates.`,
    );
  }
  return { [type]: members } as unknown as Value;
};

const typedValue = (type: string, content: unknown, depth: number): Value | undefined => {
  switch (type as Type) {
    case 'S':
      return { S: text(content) };
    case 'N':
      return { N: number(content) };
    case 'B':
      return { B: binary(content) };
    case 'BOOL':
      if (typeof content !== 'boolean') throw notSerializable();
      return { BOOL: content };
    case 'NULL':
      if (typeof content !== 'boolean') throw notSerializable();
      if (!content)
        throw invalid(
          'One or more parameter values were invalid: Null attribute value types must have the value of true',
        );
      return { NULL: true };
    case 'SS':
    case 'NS':
    case 'BS':
      return setOf(type as 'SS', content);
    case 'L':
      if (!Array.isArray(content)) throw notSerializable();
      return { L: content.map((each) => readAt(each, depth + 1)) };
    case 'M':
      return { M: mapAt(content, depth + 1) };
    default:
      return undefined;
  }
};

const readAt = (raw: unknown, depth: number): Value => {
  if (!isMap(raw)) throw notSerializable();
  if (depth > LIMITS.nesting) throw invalid('Nesting Levels have exceeded supported limits');
  let value: Value | undefined;
  for (const type in raw) {
    const content = raw[type];
    if (content === undefined || content === null) continue;
    const read = typedValue(type, content, depth);
    if (read === undefined) continue;
    if (value !== undefined) throw invalid(MANY);
    value = read;
  }
  if (value === undefined) throw invalid(EMPTY);
  return value;
};

const mapAt = (raw: unknown, depth: number): Item => {
  if (!isMap(raw)) throw notSerializable();
  const item = emptyItem();
  for (const name of Object.keys(raw)) {
    if (name.length > LIMITS.attributeNameBytes / 3 && Buffer.byteLength(name) > LIMITS.attributeNameBytes)
      throw invalid(
        'One or more parameter values were invalid: Attribute name is too large, must be less than 65536 bytes',
      );
    item[name] = readAt(raw[name], depth);
  }
  return item;
};

/**
 * Takes in a value of a request: checked, copied, its numbers in normal form wherever they stand.
 * @throws DynamoError for what is no value.
 */
export const readValue = (raw: unknown): Value => readAt(raw, 0);

/** The same for an item, or a key. */
export const readItem = (raw: unknown): Item => mapAt(raw, 0);

/** An item as it was stored, which needs no second check. */
export const storedItem = (json: string): Item => JSON.parse(json) as Item;
