export type { IssuedKey, IssuedRights } from './key-ring';
export type { AccessKey, S3Fault, S3StandInOptions } from './options';
export { type S3Request, type S3StandIn, startS3StandIn } from './stand-in';
