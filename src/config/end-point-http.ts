import { z } from 'zod';
import { passPolicy } from './pass-policy';
import { duration, requestHeaders, serviceUrl } from './settings';

/** A target that is POSTed to and answers in JSON. */
export const httpEndPoint = z.strictObject({
  type: z.literal('http'),
  url: serviceUrl().describe('What is POSTed to.'),
  headers: requestHeaders(),
  deliverWithin: duration(1)
    .prefault('24h')
    .describe('How long the result of a pass is waited for that was answered with 202.'),
  ...passPolicy,
});

/** Times in ms. It holds secrets. */
export type HttpEndPoint = z.output<typeof httpEndPoint>;
