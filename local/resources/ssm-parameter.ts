import { isDeepStrictEqual } from 'node:util';
import { physicalName } from '../physical-name.ts';
import type { ResourceHandler } from '../services.ts';
import type { Parameters } from '../ssm/parameters.ts';
import { only, optionalText, text } from './properties.ts';

/** A parameter. Like CloudFormation it is written only when the template has changed: what a person put there since stays. */
export const ssmParameter = (parameters: Parameters): ResourceHandler => ({
  type: 'AWS::SSM::Parameter',
  supports: ['Name', 'Type', 'Value'],
  ignores: {
    Description: 'for people only',
    Tier: 'there is no bill to divide',
    Tags: 'there is no bill to divide',
    AllowedPattern: 'checked by AWS when the value is written; templates are checked by their tests',
    DataType: 'only text is used',
  },
  apply: (resource) => {
    only(resource, 'Type', ['String', 'StringList']);
    const name = optionalText(resource, 'Name') ?? physicalName(resource.stack, resource.logicalId);
    const value = text(resource, 'Value');
    const same = isDeepStrictEqual(resource.previous?.properties, resource.properties);
    if (!same || parameters.get(name) === undefined) parameters.put(name, text(resource, 'Type'), value);
    return { ref: name, attributes: { Type: text(resource, 'Type'), Value: parameters.get(name)?.value ?? value } };
  },
  remove: (record) => {
    parameters.remove(record.ref);
  },
});
