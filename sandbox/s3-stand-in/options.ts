import { z } from 'zod';
import { s3Methods } from './s3-call';

const accessKeySchema = z.strictObject({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  /** The key is a temporary one, and this must come with it. */
  sessionToken: z.string().min(1).optional(),
  /** A temporary key's end, epoch ms; 400 `ExpiredToken` behind it. */
  expiresAt: z.number().optional(),
  /** It may list only under this prefix, and touch only objects under it. */
  prefix: z.string().optional(),
  /** It may list and write and not read, as one that lacks `kms:Decrypt`. */
  mayRead: z.boolean().optional(),
});

const roleSchema = z.strictObject({
  /** arn:aws:iam::123456789012:role/reader */
  arn: z.string().regex(/^arn:\S{17,}$/),
  /** What must be said to be given a key. */
  externalId: z.string().optional(),
  /** Ids of keys that may take it on; left out, all of them. */
  trusted: z.array(z.string()).optional(),
  prefix: z.string().optional(),
  mayRead: z.boolean().optional(),
  /** How long its keys are good for, whatever is asked for. */
  lifeMs: z.int().optional(),
});

const defaultKey = { accessKeyId: 'AKIASTANDIN', secretAccessKey: 'standin-secret-canary-e01f' };

export const optionsSchema = z.strictObject({
  /** 0 is a free port. It listens on 127.0.0.1 only. */
  port: z.int().min(0).max(65_535).default(0),
  region: z.string().min(1).default('us-east-1'),
  buckets: z.array(z.string().regex(/^[a-z0-9.-]{3,63}$/)).default(['longshore']),
  accessKeys: z.tuple([accessKeySchema], accessKeySchema).default([defaultKey]),
  /** Roles that keys may take on, by way of STS at the same address. */
  roles: z.array(roleSchema).default([]),
  /** Keys in a page of a listing, and no more whatever is asked for. */
  pageSize: z.int().min(1).max(1000).default(1000),
  /** A page more at the end of a listing whose last page is full, without a key in it. */
  emptyLastPage: z.boolean().default(false),
});

export const faultSchema = z.strictObject({
  method: z.enum(s3Methods).optional(),
  /** Beginning of the object's key, or of a listing's prefix. */
  key: z.string().optional(),
  /** So many matching calls are let through first. */
  after: z.int().min(0).default(0),
  /** How often it acts; without it, for ever. */
  times: z.int().min(1).optional(),
  action: z.discriminatedUnion('kind', [
    /** S3's error XML with this code: `{ kind: 'answer', status: 503, code: 'SlowDown' }`. */
    z.strictObject({
      kind: z.literal('answer'),
      status: z.int().min(300).max(599),
      code: z.string().optional(),
      retryAfterSeconds: z.int().min(0).optional(),
    }),
    /** A page of a gateway's. */
    z.strictObject({ kind: z.literal('text'), status: z.int().min(200).max(599), text: z.string() }),
    /** The answer comes later; other faults still act. */
    z.strictObject({ kind: z.literal('delay'), ms: z.number().min(0) }),
    /** The connection is reset, before or after the write took place. */
    z.strictObject({ kind: z.literal('reset'), apply: z.boolean().default(false) }),
    /** The body is cut after so many bytes, and the connection reset. */
    z.strictObject({ kind: z.literal('cut'), bytes: z.int().min(0) }),
    /** The call is answered, and then an object is there or is another: a marker after three listings, say. */
    z.strictObject({ kind: z.literal('put'), key: z.string().min(1), content: z.string() }),
    /** The checksum of another body. */
    z.strictObject({ kind: z.literal('wrong-checksum') }),
  ]),
});

export type S3StandInOptions = z.input<typeof optionsSchema>;
export type S3Settings = z.output<typeof optionsSchema>;
export type AccessKey = z.output<typeof accessKeySchema>;
/** A line of the fault script. Example: `{ method: 'GET', times: 2, action: { kind: 'answer', status: 503, code: 'SlowDown' } }`. */
export type S3Fault = z.input<typeof faultSchema>;
export type FaultLine = z.output<typeof faultSchema>;
export type FaultAction = FaultLine['action'];
