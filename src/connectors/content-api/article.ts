import { z } from 'zod';

/** An article as lists of articles name it. */
export interface Article {
  readonly id: string;
  readonly heading: string;
}

/** Systems that count their articles answer numbers. */
const id = z.union([z.string().min(1).max(200), z.int().min(0).transform(String)]);

/** Answer of a listing: ids in the order of the list, and where it goes on, if it does. */
export const idPageSchema = z.object({
  articles: z.array(z.object({ id }).transform((article) => article.id)),
  next: z.string().min(1).max(2_000).nullish(),
});

/** Answer for articles that were named. One without a heading has an empty one. */
export const articlesSchema = z.object({
  articles: z.array(
    z
      .object({ id, heading: z.string().nullish() })
      .transform((article): Article => ({ id: article.id, heading: article.heading ?? '' })),
  ),
});
