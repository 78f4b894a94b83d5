import { z } from 'zod';
import { passPolicy } from './pass-policy';
import { duration, serviceUrl } from './settings';

const headerName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, { error: 'is no name of a header' });
// A line break would be refused by what sends it, in an error that shows the value.
const headerValue = z.string().regex(/^[\x20-\x7e]+$/, { error: 'must be one line of plain characters' });

/** A target that is POSTed to and answers in JSON. */
export const httpEndPoint = z.strictObject({
  type: z.literal('http'),
  url: serviceUrl().describe('What is POSTed to.'),
  headers: z.record(headerName, headerValue).default({}).describe('Sent with each request: authorization: "${TOKEN}"'),
  deliverWithin: duration(1)
    .prefault('24h')
    .describe('How long the result of a pass is waited for that was answered with 202.'),
  ...passPolicy,
});

/** Times in ms. It holds secrets. */
export type HttpEndPoint = z.output<typeof httpEndPoint>;
