import { LongshoreError } from '../../contract/failure';
import { type Project, pageCall, scopeOf } from './project';
import { RefusedCall } from './refused-call';
import type { ShopCheck } from './shop';
import type { ShopAnswer } from './shop-client';
import { customObjects } from './shop-record';

/** Locks of the plug-in that Longshore replaces: each is held while it syncs, and for ever where it died. */
const lockContainer = 'klaviyo-ct-plugin-lock';

/** Reads one record of each kind and the locks of the plug-in. */
export async function checkShop(project: Project, signal: AbortSignal | undefined): Promise<ShopCheck> {
  const missingScopes = new Set<string>();
  for (const resource of ['customers', 'orders', 'payments', 'categories', 'products'] as const) {
    const answer = await project.ask(pageCall(project, { resource, limit: 1, ...(signal && { signal }) }, ifPermitted));
    if (answer === undefined) missingScopes.add(scopeOf(project, resource));
  }
  const locks = await project.ask({
    what: `the container ${lockContainer}`,
    request: (root) => root.customObjects().withContainer({ container: lockContainer }).get(),
    take: ifPermitted,
    signal,
  });
  return { missingScopes: [...missingScopes], locks: locks && keysIn(locks) };
}

/** Undefined where the client lacks the scope. */
async function ifPermitted(answer: Promise<ShopAnswer>): Promise<ShopAnswer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RefusedCall && error.status === 403) return undefined;
    throw error;
  }
}

function keysIn({ body }: ShopAnswer): readonly string[] {
  const objects = customObjects.safeParse(body);
  if (objects.success) return objects.data.results.map(({ key }) => key);
  throw new LongshoreError('source-refused', `The container ${lockContainer} has a shape that is not commercetools'.`);
}
