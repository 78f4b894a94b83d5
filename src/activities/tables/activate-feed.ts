import { feedCalled } from '../../config';
import type { TableAnswer } from '../../contract/couriers/table-request';
import { LongshoreError } from '../../contract/failure';
import type { LandedObject } from '../../storage';
import type { Tables } from '../../tables/tables';
import { fetchLanded } from '../couriers/fetch-landed';
import { withScratchFolder } from '../couriers/scratch-folder';
import type { Asked } from './answer-request';

interface Activation {
  /** Its name. */
  readonly feed: string;
  readonly purge: boolean;
  readonly sample?: LandedObject;
}

/**
 * Makes the table of a feed, and loads a sample into it. In the ledger there is nothing of a sample: a file of that name in a
 * bucket is still new. Throws `unknown-feed` where this worker's longshore.yaml has no such feed.
 */
export async function activateFeed(
  { config, storage, id, env, signal }: Asked,
  tables: Tables,
  { feed, purge, sample }: Activation,
): Promise<TableAnswer> {
  const settings = feedCalled(config, feed)?.settings;
  if (settings === undefined) {
    throw new LongshoreError('unknown-feed', `The longshore.yaml of the worker has no feed \`${feed}\``, {
      remedy: 'Give every worker the same longshore.yaml.',
    });
  }
  await tables.activate(feed, settings, { purge });
  if (sample === undefined) return { is: 'activated' };
  const tags = sample.files.map(({ landAs }) => landAs.tag);
  return withScratchFolder(env, async (folder) => {
    const files = await fetchLanded(storage, [sample], { folder, tags, signal });
    const load = { courier: sample.courier, runId: id, feed, settings, truncate: false, files, objects: [] };
    // Why rows of a sample are bad is seen by a run; here it is enough how many are.
    const { counts } = await tables.load(load, { signal, onErrors: async () => undefined });
    return { is: 'activated', loaded: counts };
  });
}
