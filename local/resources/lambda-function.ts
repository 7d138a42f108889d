import { storeCode } from '../lambda/code-store.ts';
import type { Lambda } from '../lambda/runtime.ts';
import { functionArn } from '../lambda/target.ts';
import { physicalName } from '../physical-name.ts';
import type { ResourceHandler } from '../services.ts';
import { StartFailure } from '../start-failure.ts';
import { only, optionalNumber, optionalText, text, textMap } from './properties.ts';

const SMALLEST_MEMORY_MB = 128;
const SHORTEST_TIMEOUT_S = 3;

/** A function: its code is copied into the data folder, its settings become `$LATEST`. */
export const lambdaFunction = (lambda: Lambda): ResourceHandler => ({
  type: 'AWS::Lambda::Function',
  supports: [
    'Code',
    'Handler',
    'Runtime',
    'Environment',
    'FunctionName',
    'MemorySize',
    'Timeout',
    'Description',
    'ReservedConcurrentExecutions',
    'LoggingConfig',
    'PackageType',
  ],
  ignores: {
    Architectures: 'bundles are JavaScript; they run on the processor that is there',
    Role: 'permissions are not enforced on one machine',
    Tags: 'nothing reads tags locally',
    TracingConfig: 'there is no X-Ray',
    KmsKeyArn: 'the data folder is readable by its owner only',
    EphemeralStorage: '/tmp is the temporary folder of the machine',
    RuntimeManagementConfig: 'every version runs on the Node of the lockfile',
    RecursiveLoop: 'nothing here looks for loops, as AWS does; a chain of messages has its own end',
  },
  apply: (resource, context) => {
    const runtime = text(resource, 'Runtime');
    if (!/^nodejs\d+\.x$/.test(runtime)) throw new StartFailure(`the runtime ${runtime} is not supported locally`);
    only(resource, 'PackageType', ['Zip']);
    const name = optionalText(resource, 'FunctionName') ?? physicalName(resource.stack, resource.logicalId);
    const stored = storeCode(lambda.root, context.asset(text(resource, 'Code.S3Key')));
    const settings = {
      ...stored,
      handler: text(resource, 'Handler'),
      memoryMb: optionalNumber(resource, 'MemorySize') ?? SMALLEST_MEMORY_MB,
      timeoutSeconds: optionalNumber(resource, 'Timeout') ?? SHORTEST_TIMEOUT_S,
      environment: textMap(resource, 'Environment.Variables'),
      description: optionalText(resource, 'Description') ?? '',
      logGroup: optionalText(resource, 'LoggingConfig.LogGroup') ?? `/aws/lambda/${name}`,
      jsonLogs: optionalText(resource, 'LoggingConfig.LogFormat') === 'JSON',
    };
    lambda.control.putFunction(name, settings, optionalNumber(resource, 'ReservedConcurrentExecutions'));
    lambda.changed(name);
    return { ref: name, attributes: { Arn: functionArn(name) } };
  },
  remove: (record) => lambda.control.removeFunction(record.ref),
});
