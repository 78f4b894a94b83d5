import { z } from 'zod';
import { serviceUrl, text } from './settings';

const bucketForm = { error: "must be a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens" };
const credentials = z.discriminatedUnion('type', [
  z
    .strictObject({
      type: z.literal('access-key'),
      accessKeyId: text(),
      secretAccessKey: text(),
      roleArn: text().optional().describe('A role that is taken on with the key, by way of STS.'),
      externalId: text().optional().describe('What the owner of the role wants to hear.'),
    })
    .refine(({ roleArn, externalId }) => externalId === undefined || roleArn !== undefined, {
      path: ['externalId'],
      error: 'is said when a role is taken on: it needs roleArn beside it',
    }),
  z.strictObject({ type: z.literal('default') }),
]);

export const bucketName = z.string(bucketForm).regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, bucketForm);

/** How S3 is reached, whichever the bucket. */
export const s3Access = {
  region: text(),
  endpoint: serviceUrl().optional().describe('The full address of another service that speaks S3.'),
  forcePathStyle: z
    .boolean()
    .optional()
    .describe('The bucket in the path and not in the name of the host; with an endpoint, true unless it is set.'),
  credentials,
};

/** How a bucket is reached; shared by whatever lies in one. */
export const s3Place = { bucket: bucketName, ...s3Access };
