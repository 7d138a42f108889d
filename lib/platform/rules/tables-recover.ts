import { CfnDeletionPolicy } from 'aws-cdk-lib';
import { CfnGlobalTable, CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { isEphemeral } from '../is-ephemeral.ts';
import { field, resolved } from './resolved.ts';
import type { Rule } from './rule.ts';

/** A table must survive a bad writer, a bad template and a deleted stack. */
export const tablesRecover: Rule = {
  name: 'TablesRecover',
  breach: (resource) => {
    if (resource instanceof CfnGlobalTable) return 'a global table: make it with DomainTable.';
    // What is thrown away is neither protected nor kept.
    if (!(resource instanceof CfnTable) || isEphemeral(resource)) return undefined;
    const recovery = resolved(resource, resource.pointInTimeRecoverySpecification);
    const missing = [
      field(recovery, 'pointInTimeRecoveryEnabled') === true ? [] : ['point-in-time recovery'],
      resource.deletionProtectionEnabled === true ? [] : ['deletion protection'],
      resource.cfnOptions.deletionPolicy === CfnDeletionPolicy.RETAIN ? [] : ['the deletion policy Retain'],
      resource.cfnOptions.updateReplacePolicy === CfnDeletionPolicy.RETAIN ? [] : ['the update-replace policy Retain'],
    ].flat();
    return missing.length === 0 ? undefined : `a table without ${missing.join(', ')}: make it with DomainTable.`;
  },
};
