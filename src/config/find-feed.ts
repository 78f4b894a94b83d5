import { LongshoreError } from '../contract/failure';
import { nearestWord } from '../contract/nearest-word';
import type { Config } from './config';
import type { CourierConfig } from './courier';
import type { FeedConfig } from './feed';
import { type LoadPlan, loadPlanOf } from './load-operations';

export interface NamedFeed {
  readonly name: string;
  readonly settings: FeedConfig;
}

/** What a courier loads into one feed. */
export interface FeedOfCourier extends LoadPlan {
  /** As the load operations call it: an id, a name, a placeholder. */
  readonly written: string;
  /** Undefined where no active feed is called so: then a run fails when it has landed the files. */
  readonly feed: NamedFeed | undefined;
}

/** The feed of this name or id, active or not. Throws `unknown-feed` with the nearest name. */
export function findFeed(config: Config, idOrName: string): NamedFeed {
  const found = feedCalled(config, idOrName);
  if (found !== undefined) return found;
  const names = Object.keys(config.feeds);
  const near = nearestWord(idOrName, names);
  const others = names.length === 0 ? 'it has none.' : `its feeds are ${names.join(', ')}.`;
  const hint = near === undefined ? others : `did you mean \`${near}\`?`;
  throw new LongshoreError('unknown-feed', `${config.path} has no feed \`${idOrName}\`: ${hint}`);
}

/** The load operations of a courier, in their order. */
export function feedsOf(config: Pick<Config, 'feeds'>, { loadOperations }: CourierConfig): readonly FeedOfCourier[] {
  return Object.entries(loadOperations).map(([written, operations]) => {
    const feed = feedCalled(config, written);
    return { written, feed: feed?.settings.active ? feed : undefined, ...loadPlanOf(operations) };
  });
}

/** The feed of this name or id, active or not; undefined where there is none. */
export function feedCalled({ feeds }: Pick<Config, 'feeds'>, idOrName: string): NamedFeed | undefined {
  const [name, settings] =
    Object.entries(feeds).find(([other]) => other === idOrName) ??
    Object.entries(feeds).find(([, { id }]) => id === idOrName) ??
    [];
  return name === undefined || settings === undefined ? undefined : { name, settings };
}
