export type { ListedObject, ListOptions } from './list-pages';
export { openBucket, type S3Bucket } from './open-bucket';
export { openSourceBucket } from './open-source-bucket';
export type { ReadOptions } from './read-object';
export type { S3Credentials, S3Settings, S3Source } from './settings';
