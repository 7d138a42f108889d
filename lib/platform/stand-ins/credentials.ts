/** What the SDK signs its calls with. */
interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Stands for the SDK's chain of credential providers (`@aws-sdk/credential-provider-node`). Lambda gives a function its role's
 * credentials in the environment, so profiles, single sign-on, processes and instance metadata, a sixth of a bundle, are never
 * asked. They live longer than the environment that they are given to, so they are not read again.
 */
export const defaultProvider = () => async (): Promise<Credentials> => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) {
    throw new Error('There are no credentials in the environment, where Lambda puts them for every function.');
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
  };
};
