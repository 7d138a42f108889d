import { describe, expect, test } from '@jest/globals';
import { cdkArguments } from '../../../bin/client/aws-deployment.ts';

describe('a deployment to AWS', () => {
  test('asks the CDK for all stacks of the main deployment, and for nothing that nobody said', () => {
    expect(cdkArguments({})).toEqual(['deploy', '--all']);
  });

  test('says the stage, and what holds for this deployment only', () => {
    expect(cdkArguments({ stage: 'dev', yes: true, despiteAlarms: true, unasked: true, takesRights: true })).toEqual([
      ...['deploy', '--all', '--require-approval', 'never', '-c', 'folio:stage=dev'],
      ...['-c', 'folio:despite-alarms=true', '-c', 'folio:unasked=true', '-c', 'folio:takes-rights=true'],
    ]);
  });
});
