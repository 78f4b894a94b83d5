import { LongshoreError } from '../../contract/failure';
import { longestPage, type Project, pageCall } from './project';
import type { PageRequest, ShopPage } from './shop';
import type { ShopAnswer } from './shop-client';
import { queryAnswer } from './shop-record';

/** Reads one page, sorted by id. */
export function readPage(project: Project, request: PageRequest): Promise<ShopPage> {
  return project.ask(pageCall(project, request, async (answer) => pageIn(await answer, request)));
}

function pageIn({ body, serverNow }: ShopAnswer, { resource, limit = longestPage }: PageRequest): ShopPage {
  const page = queryAnswer.safeParse(body);
  if (!page.success) {
    const where = page.error.issues[0]?.path.join('.') ?? '';
    throw new LongshoreError(
      'source-refused',
      `A page of ${resource} has a shape that is not that of commercetools (at ${where}).`,
      { remedy: 'Check apiUrl of the connection: something other than commercetools may answer there.' },
    );
  }
  if (serverNow === undefined)
    throw new LongshoreError('source-refused', `A page of ${resource} came without its time.`);
  const { results } = page.data;
  return { records: results, complete: results.length < limit, serverNow };
}
