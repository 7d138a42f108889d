import { AwsError, invalid } from './aws-error.ts';

/** The parsed body of a call. */
export type Input = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws AwsError SerializationException when the body is not a JSON object. */
export const parseInput = (body: string): Input => {
  try {
    const value: unknown = body === '' ? {} : JSON.parse(body);
    if (isObject(value)) return value;
  } catch {
    // Told to the caller below, without its body.
  }
  throw new AwsError('SerializationException', 'The body is not a JSON object.');
};

export const optionalText = (input: Input, name: string): string | undefined => {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw invalid(`${name} must be a string.`);
  return value;
};

export const text = (input: Input, name: string): string => {
  const value = optionalText(input, name);
  if (value === undefined) throw invalid(`${name} is required.`);
  return value;
};

/** A whole number within bounds; `fallback` when absent. */
export const whole = (input: Input, name: string, low: number, high: number, fallback: number): number => {
  const value = input[name];
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high)
    throw invalid(`${name} must be a whole number from ${low} to ${high}.`);
  return value;
};

export const list = (input: Input, name: string): readonly Input[] => {
  const value = input[name];
  if (!Array.isArray(value) || !value.every(isObject)) throw invalid(`${name} must be a list of structures.`);
  return value;
};

export const texts = (input: Input, name: string): readonly string[] => {
  const value = input[name] ?? [];
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string'))
    throw invalid(`${name} must be a list of strings.`);
  return value;
};

/** Bytes that travel as base64. */
export const bytes = (input: Input, name: string): Buffer => Buffer.from(text(input, name), 'base64');
