export { type LedgerEntry, readLedger, writeLedger } from './file-ledger';
export { readFoundFiles, writeFoundFiles } from './found-files';
export { readJournal, writeJournal } from './journals';
export { openStorage } from './open-storage';
export { type QuarantinedFile, readQuarantine, writeQuarantine } from './quarantine';
export { type Reject, readRejects, rejectsPrefix, writeRejects } from './rejects';
export { readRunRecords, writeRunRecord } from './run-records';
export type { Storage, StoredObject } from './storage';
export { nameHash, storageKey } from './storage-key';
