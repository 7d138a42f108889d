/** Stands for the question to EC2 in which region a machine is: Lambda says it in `AWS_REGION`, and the local cloud does. */
export const getInstanceMetadataRegion = async (): Promise<undefined> => undefined;
