export type { Article } from './article';
export { type ContentApiClient, openContentApi } from './content-api-client';
export type { ContentApiSettings } from './settings';
