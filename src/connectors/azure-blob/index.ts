export type { BlobPage, ListedBlob, ListOptions } from './list-pages';
export { type BlobContainer, openContainer } from './open-container';
export type { ReadOptions } from './read-blob';
export type { AzureBlobCredentials, AzureBlobSettings } from './settings';
