export type { ListedObject, ListOptions } from './list-pages';
export { openBucket, type S3Bucket } from './open-bucket';
export type { ReadOptions } from './read-object';
export type { S3Credentials, S3Settings } from './settings';
