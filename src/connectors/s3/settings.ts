/** A key, and perhaps a role that is taken on with it. */
export interface AccessKeyCredentials {
  readonly type: 'access-key';
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** A role that the key's owner takes on, by way of STS. */
  readonly roleArn?: string;
  /** What the owner of the role wants to hear. */
  readonly externalId?: string;
  /** Full address of another STS. */
  readonly stsEndpoint?: string;
}

/** A token by which Optimizely gives out keys of its export of events. */
export interface OptimizelyCredentials {
  readonly type: 'optimizely-export';
  readonly token: string;
  /** How long a key is good for, as Optimizely takes it: 15m to 60m, 1h. */
  readonly duration: string;
  /** What stands before /v2/export/credentials. */
  readonly baseUrl: string;
}

/** How S3 is told who asks. Each value that is secret has been resolved from the environment before it comes here. */
export type S3Credentials =
  | AccessKeyCredentials
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

/** A bucket that is read from; also one of somebody else's, who gives out keys for it. */
export type ReadableSettings = Omit<S3Settings, 'credentials'> & {
  readonly credentials: S3Credentials | OptimizelyCredentials;
};

/** The same, where the credentials may say which bucket it is. */
export type S3Source = Omit<ReadableSettings, 'bucket'> & { readonly bucket?: string };
