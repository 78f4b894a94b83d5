import { z } from 'zod';
import { serviceUrl, text, whenRight } from './settings';

const bucketForm = { error: "must be a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens" };
export const bucketName = z.string(bucketForm).regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, bucketForm);

const accessKey = z
  .strictObject({
    type: z.literal('access-key'),
    accessKeyId: text(),
    secretAccessKey: text(),
    roleArn: text().optional().describe('A role that is taken on with the key, by way of STS.'),
    // 2 to 1,224 of these are all that STS takes.
    externalId: z
      .string()
      .regex(/^[A-Za-z0-9+=,.@:/_-]{2,1224}$/, {
        error: 'must be 2 to 1224 letters, digits and signs of + = , . @ : / - _',
      })
      .optional()
      .describe('What the owner of the role wants to hear.'),
    stsEndpoint: serviceUrl()
      .optional()
      .describe('The full address of another STS: of a private end point, of a stand-in.'),
  })
  .superRefine(
    ({ roleArn, externalId, stsEndpoint }, context) => {
      if (roleArn !== undefined) return;
      const message = 'is said when a role is taken on: it needs roleArn beside it';
      if (externalId !== undefined) context.addIssue({ code: 'custom', path: ['externalId'], message });
      if (stsEndpoint !== undefined) context.addIssue({ code: 'custom', path: ['stsEndpoint'], message });
    },
    whenRight('roleArn', 'externalId', 'stsEndpoint'),
  );

const machine = z.strictObject({ type: z.literal('default') });

const optimizelyExport = z.strictObject({
  type: z.literal('optimizely-export'),
  token: z
    .string()
    .regex(/^[\x21-\x7e]+$/, { error: 'must be a token: one word, without spaces or line breaks' })
    .describe('A personal access token of Optimizely.'),
  duration: z
    .string()
    // 15 minutes to an hour are all that Optimizely gives.
    .regex(/^(?:(?:1[5-9]|[2-5]\d|60)[mM]|1[hH])$/, { error: 'must be from 15m to 60m, or 1h' })
    .default('1h')
    .describe('How long its credentials are good for; they are renewed by themselves.'),
  baseUrl: serviceUrl().default('https://api.optimizely.com').describe('Where they are asked for.'),
});

/** How S3 is reached, whichever the bucket. */
export const s3Access = {
  region: text(),
  endpoint: serviceUrl().optional().describe('The full address of another service that speaks S3.'),
  forcePathStyle: z
    .boolean()
    .optional()
    .describe('The bucket in the path and not in the name of the host; with an endpoint, true unless it is set.'),
  credentials: z.discriminatedUnion('type', [accessKey, machine]),
};

/** How a bucket is reached; shared by whatever lies in one. */
export const s3Place = { bucket: bucketName, ...s3Access };

/** A bucket that couriers read from, or what lies in it under a prefix. */
export const s3Connection = z
  .strictObject({
    type: z.literal('s3'),
    bucket: bucketName.optional().describe('With credentials of Optimizely it may be left out: they say which.'),
    prefix: z
      .string()
      .optional()
      .describe('What each key begins with: v1/account_id=12345/. Patterns are of what follows it.'),
    ...s3Access,
    credentials: z.discriminatedUnion('type', [accessKey, machine, optimizelyExport]),
  })
  .refine(({ bucket, credentials }) => bucket !== undefined || credentials.type === 'optimizely-export', {
    path: ['bucket'],
    ...bucketForm,
    ...whenRight('bucket', 'credentials.type'),
  });

export type S3Connection = z.output<typeof s3Connection>;
