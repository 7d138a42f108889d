import { CfnBackupPlan, CfnBackupSelection, CfnBackupVault } from 'aws-cdk-lib/aws-backup';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { contextNumber } from './context-number.ts';
import type { DomainKey } from './domain-key.ts';
import { stageTag } from './domain-stack.ts';
import { acknowledge } from './nag.ts';
import { prefixOf } from './stage.ts';
import { WrongOption } from './wrong-option.ts';

/** Days for which a copy of every table is kept, one a day, by `-c folio:backup-days=`. */
const DAYS = 'folio:backup-days';
/** `governance`: who has a right of its own may delete a copy early. `compliance`: nobody, three days after the vault is made. */
const LOCK = 'folio:backup-lock';
/** The ARN of a vault of another account or region, which gets a copy of each. */
const COPY = 'folio:backup-copy';

/** Ten years. */
const DAYS_MOST = 3_653;
/** For how long a lock that cannot be taken back can still be. */
const DAYS_TO_CHANGE = 3;

const VAULT = /^arn:aws[a-z-]*:backup:[a-z0-9-]+:\d{12}:backup-vault:[A-Za-z0-9_-]{2,50}$/;

const lockOf = (scope: Construct): 'governance' | 'compliance' | undefined => {
  const said: unknown = scope.node.tryGetContext(LOCK);
  if (said === undefined || said === '') return undefined;
  if (said === 'governance' || said === 'compliance') return said;
  throw new WrongOption(`Context '${LOCK}' must be 'governance' or 'compliance'.`);
};

const copyOf = (scope: Construct): string | undefined => {
  const said: unknown = scope.node.tryGetContext(COPY);
  if (said === undefined || said === '') return undefined;
  if (typeof said !== 'string' || !VAULT.test(said))
    throw new WrongOption(`Context '${COPY}' must be the ARN of a backup vault.`);
  return said;
};

/**
 * A copy of every table each night, in a vault that can be locked, and in another account's: point-in-time recovery goes with its table and its
 * account, and reaches back 35 days. Tables are found by the tag of the stage, so that one which is restored is among them once it has it.
 */
export class Backups extends Construct {
  private constructor(scope: Construct, days: number, key: DomainKey) {
    super(scope, 'Backups');
    const [lock, copy, prefix] = [lockOf(this), copyOf(this), prefixOf(this)];
    const vault = new CfnBackupVault(this, 'Vault', {
      backupVaultName: `${prefix}folio`,
      ...(key.key === undefined ? {} : { encryptionKeyArn: key.key.keyArn }),
      ...(lock === undefined
        ? {}
        : {
            lockConfiguration: {
              minRetentionDays: days,
              ...(lock === 'compliance' ? { changeableForDays: DAYS_TO_CHANGE } : {}),
            },
          }),
    });
    const lifecycle = { deleteAfterDays: days };
    const plan = new CfnBackupPlan(this, 'Plan', {
      backupPlan: {
        backupPlanName: `${prefix}folio`,
        backupPlanRule: [
          {
            ruleName: 'nightly',
            targetBackupVault: vault.ref,
            scheduleExpression: 'cron(0 3 * * ? *)',
            lifecycle,
            ...(copy === undefined ? {} : { copyActions: [{ destinationBackupVaultArn: copy, lifecycle }] }),
          },
        ],
      },
    });
    const policy = ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSBackupServiceRolePolicyForBackup');
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: [policy],
    });
    acknowledge(
      role,
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
      'AWS keeps the rights of its own backup service; a list of ours would miss what it comes to need.',
    );
    new CfnBackupSelection(this, 'Tables', {
      backupPlanId: plan.ref,
      backupSelection: {
        selectionName: 'tables',
        iamRoleArn: role.roleArn,
        resources: ['arn:aws:dynamodb:*:*:table/*'],
        conditions: {
          StringEquals: [{ ConditionKey: 'aws:ResourceTag/folio:stage', ConditionValue: stageTag({ prefix }) }],
        },
      },
    });
  }

  /** Nothing where the deployment says no days. @throws Error where a lock or a copy is said without */
  static of(scope: Construct, key: DomainKey): void {
    const days = contextNumber(scope, DAYS, { least: 1, most: DAYS_MOST });
    if (days !== undefined) new Backups(scope, days, key);
    else if (lockOf(scope) !== undefined || copyOf(scope) !== undefined)
      throw new WrongOption(
        `Context '${DAYS}' is missing: a lock or a copy is of backups that are kept for so many days.`,
      );
  }
}
