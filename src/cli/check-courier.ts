import { type Config, type CourierImport, courierWarnings, feedCalled, feedsOf } from '../config';
import { type Finding, ok } from './check-finding';

/** What of a courier is seldom meant as it is written: its patterns, load operations and feeds. Nothing is asked of anybody. */
export function checkCourier(config: Config, courier: CourierImport): Finding[] {
  const inactive = feedsOf(config, courier).flatMap(({ written, feed }) => {
    const called = feed === undefined ? feedCalled(config, written) : undefined;
    return called === undefined
      ? []
      : [`The feed ${called.name} is not active: files are landed, and then the run fails.`];
  });
  const warnings = [...courierWarnings(courier), ...inactive];
  if (warnings.length > 0) return warnings.map((message) => ({ outcome: 'warning', message }));
  const feeds = feedsOf(config, courier).map(({ feed, written }) => feed?.name ?? written);
  const into = feeds.length === 0 ? 'lands them, and loads nothing' : `loads them into ${feeds.join(', ')}`;
  const kinds = courier.entities.length === 1 ? '1 kind of files' : `${courier.entities.length} kinds of files`;
  return [ok(`brings ${kinds} and ${into}`)];
}
