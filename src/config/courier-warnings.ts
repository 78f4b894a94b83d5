import { compileFilePattern } from '../contract/couriers/file-pattern';
import { lintFilePattern } from '../contract/couriers/lint-file-pattern';
import type { CourierConfig } from './courier';
import { landingsOf } from './courier-entity';
import { isPlaceholder, loadPlanOf } from './load-operations';

/** What may be written in a courier and is seldom meant, in sentences; each begins with what it is about. */
export function courierWarnings(courier: CourierConfig): string[] {
  const { entities, ready, quotedDates, loadOperations } = courier;
  const plans = Object.entries(loadOperations).map(([feed, operations]) => ({ feed, ...loadPlanOf(operations) }));
  const markers = typeof ready === 'object' ? Object.values(ready) : ready === undefined ? [] : [ready];
  const warnings = [...entities.map(({ pattern }) => pattern), ...markers].flatMap((pattern) => {
    const { warnings: ofPattern, repaired } = lintFilePattern(pattern, { quotedDates });
    const remedy = repaired === undefined ? '' : ` Did you mean \`${repaired}\`?`;
    return ofPattern.map((warning) => `The pattern \`${pattern}\`: ${warning}${remedy}`);
  });

  const dated = new Set(
    entities
      .filter(({ pattern }) => compileFilePattern(pattern, { quotedDates }).isDated)
      .flatMap((entity) => landingsOf(entity).map(({ tag }) => tag)),
  );
  for (const { feed, truncate, tags } of plans) {
    if (truncate && tags.some((tag) => dated.has(tag))) {
      warnings.push(
        `The feed ${feed} is truncated before each load, and its files are those of certain days: only what the last window brings is kept. Use load alone.`,
      );
    }
    if (isPlaceholder(feed)) {
      warnings.push(`The feed ${feed} is a placeholder: files are landed, and then the run fails.`);
    }
  }
  const used = new Set(plans.flatMap(({ tags }) => tags));
  const unused = [...new Set(entities.flatMap(landingsOf).map(({ tag }) => tag))].filter((tag) => !used.has(tag));
  if (plans.length > 0) {
    warnings.push(...unused.map((tag) => `The files of the tag ${tag} are landed, and no operation loads them.`));
  }
  return [...new Set(warnings)];
}
