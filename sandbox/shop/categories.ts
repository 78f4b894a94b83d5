import { diceOf, idOf, timesOf } from './dice';
import type { ShopPlan } from './size';

export function categoryId(plan: ShopPlan, index: number): string {
  return idOf(plan.seed, 'category', index);
}

/** The number of the category above one; undefined for a root. */
function parentOf(plan: ShopPlan, index: number): number | undefined {
  if (index === 0) return undefined;
  if (index < plan.categoryDepth) return index - 1;
  const dice = diceOf(plan.seed, 'category-parent', index);
  return dice.is(0.1) ? undefined : dice.whole(0, index - 1);
}

export function makeCategory(plan: ShopPlan, index: number) {
  const dice = diceOf(plan.seed, 'category', index);
  const above: number[] = [];
  for (let at = parentOf(plan, index); at !== undefined; at = parentOf(plan, at)) above.push(at);
  const reference = (at: number) => ({ typeId: 'category', id: categoryId(plan, at) });
  const parent = above[0];
  return {
    id: categoryId(plan, index),
    version: dice.whole(1, 9),
    ...timesOf(dice),
    name: { en: `Category ${index}`, ...(dice.is(0.5) ? { de: `Kategorie ${index}` } : {}) },
    slug: { en: `category-${index}` },
    ...(parent === undefined ? {} : { parent: reference(parent) }),
    // The nearest first, which the service does not promise.
    ancestors: above.map(reference),
    orderHint: `0.${index + 1}`,
    assets: [],
  };
}
