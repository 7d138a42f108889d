import type { OwnedRoute } from './api-document.ts';

const isParameter = (segment: string): boolean => segment.startsWith('{');

/**
 * Compared as the client wrote it, without decoding: a route's own segments are plain ASCII, and what stands in the place of
 * a parameter does not matter here, so no escape sequence, well formed or not, can change the answer.
 */
const matches = (template: string, path: string): boolean => {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return false;
  return wanted.every((segment, index) => (isParameter(segment) ? given[index] !== '' : given[index] === segment));
};

/** The methods that a path has, sorted; none where no route fits. */
export const allowedMethods = (routes: readonly OwnedRoute[], path: string): readonly string[] => {
  const fitting = routes.filter((route) => matches(route.path, path));
  return [...new Set(fitting.map((route) => route.method))].sort();
};
