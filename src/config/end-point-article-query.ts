import { z } from 'zod';
import { passPolicy } from './pass-policy';
import { text } from './settings';

/** The built-in target that mails a list of all articles. */
export const articleQueryEndPoint = z.strictObject({
  type: z.literal('article-query'),
  articles: text().describe('Name of a connection of type content-api.'),
  mail: text().describe('Name of a connection of type smtp.'),
  ...passPolicy,
});

/** Times in ms. */
export type ArticleQueryEndPoint = z.output<typeof articleQueryEndPoint>;
