export { type BulkForm, bulkEventsForm, catalogForm, profileImportForm } from './bulk-form';
export { type CallOptions, KlaviyoClient, mostIdsPerRead, openKlaviyo } from './klaviyo-client';
export {
  type CatalogAction,
  type CatalogKind,
  catalogJobOperation,
  type JobOperation,
  type KlaviyoOperation,
  klaviyoOperations,
  type PublishedLimits,
} from './operations';
export type {
  Answered,
  Busy,
  JobProblem,
  JobStatus,
  KlaviyoJob,
  KlaviyoProblem,
  Page,
  ReadOutcome,
  SubmitOutcome,
} from './outcome';
export type { RateLimit } from './rate-limit';
export { largestBodyBytes, type Packable, type PackedRequest, RequestPacker } from './request-packer';
export { catalogResource } from './request-path';
export type { KlaviyoSettings } from './settings';
