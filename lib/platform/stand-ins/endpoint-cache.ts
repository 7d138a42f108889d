/** Stands for `@aws-sdk/endpoint-cache`: the DynamoDB client makes one for endpoint discovery, which none of its calls does. */
export class EndpointCache {}
