import { z } from 'zod';
import { requestHeaders, serviceUrl } from './settings';

/** The articles of a content management system, behind the small API that docs/article-query.md describes. */
export const contentApiConnection = z.strictObject({
  type: z.literal('content-api'),
  baseUrl: serviceUrl().describe('What stands before /articles.'),
  headers: requestHeaders(),
});

/** It holds secrets. */
export type ContentApiConnection = z.output<typeof contentApiConnection>;
