import { binaryBytes, contentOf, type Item, textBytes, typeOf, type Value } from './attribute.ts';
import { numberBytes } from './number.ts';

/** Each list and each map, and each element or pair in it ("Item sizes and formats", developer guide). */
const CONTAINER_BYTES = 3;
const MEMBER_BYTES = 1;

export const valueBytes = (value: Value): number => {
  const type = typeOf(value);
  const content = contentOf(value);
  switch (type) {
    case 'S':
      return textBytes(content as string);
    case 'N':
      return numberBytes(content as string);
    case 'B':
      return binaryBytes(content as string);
    case 'BOOL':
    case 'NULL':
      return 1;
    case 'SS':
      return (content as readonly string[]).reduce((sum, each) => sum + textBytes(each), 0);
    case 'NS':
      return (content as readonly string[]).reduce((sum, each) => sum + numberBytes(each), 0);
    case 'BS':
      return (content as readonly string[]).reduce((sum, each) => sum + binaryBytes(each), 0);
    case 'L':
      return (content as readonly Value[]).reduce(
        (sum, each) => sum + valueBytes(each) + MEMBER_BYTES,
        CONTAINER_BYTES,
      );
    case 'M':
      return Object.keys(content as Item).length * MEMBER_BYTES + CONTAINER_BYTES + itemBytes(content as Item);
  }
};

/** What DynamoDB counts of an item for its limit of 400 kB, for pages and for what it bills. */
export const itemBytes = (item: Item): number => {
  let bytes = 0;
  for (const name in item) bytes += textBytes(name) + valueBytes(item[name] as Value);
  return bytes;
};
