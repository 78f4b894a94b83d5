/** How S3 is told who asks. Each value that is secret has been resolved from the environment before it comes here. */
export type S3Credentials =
  | {
      readonly type: 'access-key';
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      /** A role that the key's owner takes on for each request, by way of STS. */
      readonly roleArn?: string;
      /** What the owner of the role wants to hear. */
      readonly externalId?: string;
    }
  /** What the machine offers: the AWS_ variables, a profile, a web identity, the role of the machine. */
  | { readonly type: 'default' };

/** A connection to one bucket, or to what lies in it under a prefix. */
export interface S3Settings {
  readonly bucket: string;
  /** As it stands at the beginning of each key: `v1/account_id=12345/`. Names are told without it. */
  readonly prefix?: string;
  readonly region: string;
  /** Full address of another service that speaks S3. */
  readonly endpoint?: string;
  /** The bucket in the path and not in the host's name. With an end point of its own, true unless it is set. */
  readonly forcePathStyle?: boolean;
  readonly credentials: S3Credentials;
}
