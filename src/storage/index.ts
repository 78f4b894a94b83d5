export {
  newestBatchRecord,
  newestCompletedBatch,
  readBatchRecords,
  removeBatchFolder,
  writeBatchRecord,
} from './batch-results';
export {
  type ChunkContent,
  type ChunkEntry,
  type ChunkProduct,
  type ChunkTry,
  readChunk,
  readChunkTry,
  removeChunk,
  writeChunk,
  writeChunkTry,
} from './catalog-chunks';
export { type CourierListPlace, readCourierList, readCourierParts, writeCourierList } from './courier-lists';
export {
  type DeliveredItem,
  itemShardOf,
  itemShards,
  readDeliveredItems,
  readItemShard,
  rewriteDeliveredItems,
} from './delivered-items';
export { type AcknowledgedRequest, readDeliveriesOf, readDelivery, writeDelivery } from './deliveries';
export { type FailingJobs, failingJobs } from './failing-jobs';
export { type FeedReport, type ReportedRun, readFeedReports, writeFeedReport } from './feed-reports';
export { type LedgerEntry, readLedger, writeLedger } from './file-ledger';
export { type FilesMemory, readFilesMemory, writeFilesMemory } from './files-memory';
export { readFoundFiles, writeFoundFiles } from './found-files';
export { readIdsAfter, writeIdList } from './id-lists';
export { type JournalOwner, readJournal, writeJournal } from './journals';
export {
  forgetLanded,
  type LandedFile,
  type LandedObject,
  type LandedVersion,
  landedFolder,
  listLanded,
  openLandedFile,
  readLanded,
  writeLanded,
} from './landed-files';
export {
  crc32OfPieces,
  noPieces,
  type Pieces,
  PieceWriter,
  pieceBytes,
  readPieces,
  removePieces,
  wholePieces,
} from './landed-pieces';
export { type ListInParts, readListInParts, writeListInParts } from './list-in-parts';
export { type ListedPage, type ListedPagePlace, readListedPage, writeListedPage } from './listed-pages';
export { compareFiles, type FileOrder, newestFile } from './newest-file';
export type { ListedObject, ObjectPlace } from './object-place';
export { openObjectPlace } from './open-object-place';
export { openStorage } from './open-storage';
export { type PreviewPart, readPreviewParts, writePreviewPart } from './previews';
export { type QuarantinedFile, readQuarantine, removeQuarantine, writeQuarantine } from './quarantine';
export { isMeant, type Reject, readRejects, rejectsPrefix, rewriteRejects, writeRejects } from './rejects';
export {
  type ReplayOutcome,
  type ReplayPart,
  type ReplayPlace,
  type ReplayRow,
  readReplayPart,
  readReplayRows,
  writeReplayPart,
} from './replay-report';
export { readRunRecords, writeRunRecord } from './run-records';
export type { Storage, StoredObject } from './storage';
export { nameHash, storageKey } from './storage-key';
export { type SweepOptions, sweep } from './sweep';
export { type SweepLandedOptions, sweepLanded } from './sweep-landed';
export {
  answerContentKey,
  readTableAnswer,
  readTableRequest,
  removeOldTableRequests,
  removeTableRequest,
  sentFileKey,
  type TableRequest,
  writeTableAnswer,
  writeTableRequest,
} from './table-requests';
export { type Misses, readToldMisses, writeToldMisses } from './told-misses';
