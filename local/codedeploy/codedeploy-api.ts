import { arn, REGION } from '../account.ts';
import { AwsError } from '../aws/aws-error.ts';
import { optionalText, text, texts } from '../aws/input.ts';
import type { Operations } from '../aws/operations.ts';
import { DEFAULT_BUS, type NewEvent } from '../events/bus.ts';
import type { Deployment } from './history.ts';
import type { Shifter } from './shifter.ts';

/** CodeDeploy's own words, with the alarms' names at their end. */
const errorOf = ({ reason, alarms }: Deployment) =>
  alarms === undefined || alarms.length === 0
    ? { code: 'MANUAL_STOP', message: reason }
    : {
        code: 'ALARM_ACTIVE',
        message: `One or more alarms have been activated, and the deployment has been stopped. Activated alarms: ${alarms.join(', ')}`,
      };

const view = (one: Deployment) => ({
  deploymentId: one.id,
  applicationName: one.application,
  deploymentGroupName: one.group,
  status: one.status,
  createTime: one.startedAt / 1000,
  ...(one.endedAt === undefined ? {} : { completeTime: one.endedAt / 1000 }),
  // CodeDeploy knows no time at which a deployment will end; it lets who makes one describe it.
  ...(one.endsAt === undefined ? {} : { description: `until ${new Date(one.endsAt).toISOString()}` }),
  ...(one.reason === undefined ? {} : { errorInformation: errorOf(one) }),
  creator: 'user',
  computePlatform: 'Lambda',
});

const find = (shifter: Shifter, id: string): Deployment => {
  const found = shifter.history.all().find((one) => one.id === id);
  if (found === undefined) throw new AwsError('DeploymentDoesNotExistException', 'There is no such deployment.');
  return found;
};

const target = ({ id, functionName, alias, from, to, status }: Deployment) => ({
  deploymentTargetType: 'LambdaTarget',
  lambdaTarget: {
    deploymentId: id,
    targetId: `${functionName}:${alias}`,
    status,
    lambdaFunctionInfo: { functionName, functionAlias: alias, currentVersion: from, targetVersion: to },
  },
});

/** A deployment that has ended, as CodeDeploy tells EventBridge. */
export const endEvent = (one: Deployment): NewEvent => {
  const { id: deploymentId, application, group: deploymentGroup, status, endedAt, startedAt } = one;
  const state = status === 'Succeeded' ? 'SUCCESS' : 'STOP';
  return {
    bus: DEFAULT_BUS,
    source: 'aws.codedeploy',
    detailType: 'CodeDeploy Deployment State-change Notification',
    at: endedAt ?? startedAt,
    resources: [
      arn('codedeploy', `application:${application}`),
      arn('codedeploy', `deploymentgroup:${application}/${deploymentGroup}`),
    ],
    detail: JSON.stringify({ region: REGION, application, deploymentId, state, deploymentGroup }),
  };
};

/** The calls of CodeDeploy that releases need: what runs, how it stands, whose alias it is, stop it. Newest first, and no paging: few are kept. */
export const codeDeployOperations = (shifter: Shifter): Operations => ({
  ListDeployments: (input) => {
    const application = optionalText(input, 'applicationName');
    const group = optionalText(input, 'deploymentGroupName');
    const statuses = texts(input, 'includeOnlyStatuses');
    const deployments = shifter.history
      .all()
      .filter((one) => application === undefined || one.application === application)
      .filter((one) => group === undefined || one.group === group)
      .filter(({ status }) => statuses.length === 0 || statuses.includes(status))
      .map(({ id }) => id)
      .reverse();
    return { deployments };
  },
  GetDeployment: (input) => ({ deploymentInfo: view(find(shifter, text(input, 'deploymentId'))) }),
  BatchGetDeployments: (input) => ({
    deploymentsInfo: texts(input, 'deploymentIds').map((id) => view(find(shifter, id))),
  }),
  ListDeploymentTargets: (input) => {
    const { functionName, alias } = find(shifter, text(input, 'deploymentId'));
    return { targetIds: [`${functionName}:${alias}`] };
  },
  BatchGetDeploymentTargets: (input) => ({
    deploymentTargets: [target(find(shifter, text(input, 'deploymentId')))],
  }),
  StopDeployment: (input) => {
    const { id } = find(shifter, text(input, 'deploymentId'));
    return shifter.stop(id)
      ? { status: 'Pending', statusMessage: 'It is being taken back.' }
      : { status: 'Succeeded', statusMessage: 'It had ended.' };
  },
});
