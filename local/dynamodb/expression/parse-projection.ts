import type { Parsed, Path } from './ast.ts';
import { Cursor } from './cursor.ts';

/** Of a `ProjectionExpression`: the paths that are wanted. @throws DynamoError */
export const parseProjection = (parameter: string, text: string): Parsed<readonly Path[]> => {
  const cursor = new Cursor(parameter, text);
  const paths = [cursor.path()];
  while (cursor.takeSign(',')) paths.push(cursor.path());
  return cursor.finish(paths);
};
