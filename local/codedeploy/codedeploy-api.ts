import { AwsError } from '../aws/aws-error.ts';
import { optionalText, text, texts } from '../aws/input.ts';
import type { Operations } from '../aws/operations.ts';
import type { Deployment } from './history.ts';
import type { Shifter } from './shifter.ts';

const view = (one: Deployment) => ({
  deploymentId: one.id,
  applicationName: one.application,
  deploymentGroupName: one.group,
  status: one.status,
  createTime: one.startedAt / 1000,
  ...(one.endedAt === undefined ? {} : { completeTime: one.endedAt / 1000 }),
  ...(one.reason === undefined ? {} : { errorInformation: { code: 'ALARM_ACTIVE', message: one.reason } }),
  computePlatform: 'Lambda',
});

const find = (shifter: Shifter, id: string): Deployment => {
  const found = shifter.history.all().find((one) => one.id === id);
  if (found === undefined) throw new AwsError('DeploymentDoesNotExistException', 'There is no such deployment.');
  return found;
};

/** The calls of CodeDeploy that a rollback needs: what runs, how it stands, stop it. Newest first, and no paging: few are kept. */
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
  StopDeployment: (input) => {
    const { id } = find(shifter, text(input, 'deploymentId'));
    return shifter.stop(id)
      ? { status: 'Pending', statusMessage: 'It is being taken back.' }
      : { status: 'Succeeded', statusMessage: 'It had ended.' };
  },
});
