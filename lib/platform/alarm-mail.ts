import { CfnSubscription, type Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { WrongOption } from './wrong-option.ts';

/** Whom alarms and the budget are mailed to, by `-c folio:alarm-mail=`. AWS asks the address once whether it wants them. */
const ADDRESS = 'folio:alarm-mail';

/** @throws Error where the context says something that is no address */
export const alarmAddress = (scope: Construct): string | undefined => {
  const said: unknown = scope.node.tryGetContext(ADDRESS);
  if (said === undefined || said === '') return undefined;
  if (typeof said !== 'string' || said.length > 254 || !/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+$/.test(said))
    throw new WrongOption(`Context '${ADDRESS}' must be one mail address, for instance on-call@example.com.`);
  return said;
};

/** Mails what the topic is told, where the deployment says to whom. */
export const mailAlarms = (topic: Topic): void => {
  const endpoint = alarmAddress(topic);
  if (endpoint !== undefined)
    new CfnSubscription(topic, 'Mail', { topicArn: topic.topicArn, protocol: 'email', endpoint });
};
