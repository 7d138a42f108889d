/**
 * Stands for zod's writers of JSON Schema, which every schema carries with it. The document of the API is written when the
 * app is synthesized. A function only parses, and to ask it for a schema's document is a defect.
 */
const leftOut = () => (): never => {
  throw new Error('Writing JSON Schema is left out of the bundles: see lib/platform/bundle.ts.');
};

export const createToJSONSchemaMethod = leftOut;
export const createStandardJSONSchemaMethod = leftOut;
export const toJSONSchema = leftOut();
