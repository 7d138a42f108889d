import { isObject } from '../aws/input.ts';
import type { Metrics } from './metrics.ts';

interface Directive {
  readonly Namespace?: unknown;
  readonly Dimensions?: unknown;
  readonly Metrics?: unknown;
}

const directives = (document: Readonly<Record<string, unknown>>): readonly Directive[] => {
  const head = document._aws;
  const list = isObject(head) ? head.CloudWatchMetrics : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
};

const dimensionSets = (directive: Directive): readonly (readonly string[])[] =>
  Array.isArray(directive.Dimensions) && directive.Dimensions.length > 0
    ? directive.Dimensions.map((set) => (Array.isArray(set) ? set.map(String) : []))
    : [[]];

/**
 * Takes the metrics out of a log line in the embedded metric format. Other lines cost one search of their text. A line that is
 * nearly of that format is a log line and nothing else, as on AWS.
 */
export const takeEmf = (metrics: Metrics, line: string, now: number): void => {
  if (!line.includes('"_aws"')) return;
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch {
    return;
  }
  if (!isObject(document)) return;
  for (const directive of directives(document)) {
    const names = Array.isArray(directive.Metrics) ? directive.Metrics.filter(isObject) : [];
    for (const set of dimensionSets(directive)) {
      const dimensions = Object.fromEntries(
        set.map((name) => [name, String((document as Record<string, unknown>)[name])]),
      );
      for (const { Name } of names) {
        const value = document[String(Name)];
        for (const each of Array.isArray(value) ? value : [value])
          if (typeof each === 'number') metrics.put(String(directive.Namespace), String(Name), dimensions, each, now);
      }
    }
  }
};
