import type { ContentApiConnection } from '../config';
import { openContentApi } from '../connectors/content-api';
import { type Finding, ok } from './check-finding';

/** Reads one article. Throws a LongshoreError where the credentials are refused, and where nobody answers. */
export async function checkArticles(connection: ContentApiConnection): Promise<Finding> {
  await openContentApi(connection).check(AbortSignal.timeout(30_000));
  return ok(`${new URL(connection.baseUrl).host} lists articles`);
}
