import type { Lambda } from '../lambda/runtime.ts';
import { functionArn, parseTarget } from '../lambda/target.ts';
import type { ResourceHandler } from '../services.ts';
import { optionalText, text } from './properties.ts';

/** A published version: immutable, hence made once per logical id, which changes with the function, and per description. */
export const lambdaVersion = (lambda: Lambda): ResourceHandler => ({
  type: 'AWS::Lambda::Version',
  supports: ['FunctionName', 'Description'],
  ignores: { CodeSha256: 'the template and its assets are read together, so the code cannot have changed in between' },
  apply: (resource) => {
    const { name } = parseTarget(text(resource, 'FunctionName'));
    const kept = resource.previous?.attributes.Version;
    const said = optionalText(resource, 'Description');
    const isSame = resource.previous?.properties.Description === resource.properties.Description;
    const exists = isSame && typeof kept === 'string' && lambda.control.record(name).versions[kept] !== undefined;
    const version = exists ? kept : lambda.publishVersion(name, said).version;
    const FunctionArn = functionArn(name, version);
    return { ref: FunctionArn, attributes: { Version: version, FunctionArn } };
  },
});
