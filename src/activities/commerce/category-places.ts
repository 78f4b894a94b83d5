import type { ImportOf } from '../../config';
import { openShop, type ShopRecord } from '../../connectors/commercetools';
import { buildCategoryTree, type CategoryTree, type PlacedCategory } from '../../mappings/commerce';
import type { MappingProblem } from '../../mappings/mapping-problem';
import { connectionOf } from '../connection-of';
import type { ResolvedImport } from '../resolve-import';
import type { KeptByRun } from './kept-by-run';

/** Where the categories of a shop stand in its tree. */
export interface CategoryPlaces {
  /** Reads the tree again where one of these was made since, and is not in it. */
  know(categories: readonly ShopRecord[]): Promise<void>;
  placeOf(id: string): { readonly placed: PlacedCategory } | { readonly problem: MappingProblem };
}

const goneSince: MappingProblem = {
  code: 'category-parent-missing',
  message: 'The category, or one above it, came or went while the categories were read.',
};

interface TreeOfRun {
  readonly runId: string;
  readonly trees: KeptByRun<CategoryTree>;
  readonly signal: AbortSignal;
}

type WithCategories = ResolvedImport<ImportOf<'commerce-categories' | 'commerce-products'>>;

/**
 * The tree of a shop's categories, read where the run has not done so in this worker: 500 to a request, of which only id,
 * name and parent are kept.
 */
export async function categoryTree(resolved: WithCategories, of: TreeOfRun): Promise<CategoryTree> {
  return of.trees.of(of.runId) ?? readTree(resolved, of);
}

async function readTree(resolved: WithCategories, { runId, trees, signal }: TreeOfRun): Promise<CategoryTree> {
  const tree = await readCategoryTree(resolved, signal);
  trees.keep(runId, tree);
  return tree;
}

/** The whole tree as it is now. Throws as a reading of the shop does. */
export async function readCategoryTree(
  { config, settings }: ResolvedImport<ImportOf<'commerce-categories' | 'commerce-orders' | 'commerce-products'>>,
  signal: AbortSignal,
): Promise<CategoryTree> {
  const shop = openShop(connectionOf(config, settings.source, 'commercetools'));
  const categories: Readonly<Record<string, unknown>>[] = [];
  for await (const page of shop.readCategories(signal)) categories.push(...page);
  return buildCategoryTree(categories, settings.preferredLocale);
}

export async function openCategoryPlaces(resolved: WithCategories, of: TreeOfRun): Promise<CategoryPlaces> {
  let tree = await categoryTree(resolved, of);
  let problems = problemsIn(tree);
  return {
    async know(categories) {
      if (categories.every(({ id }) => tree.placed.has(id) || problems.has(id))) return;
      tree = await readTree(resolved, of);
      problems = problemsIn(tree);
    },
    placeOf(id) {
      const placed = tree.placed.get(id);
      return placed ? { placed } : { problem: problems.get(id) ?? goneSince };
    },
  };
}

function problemsIn({ rejected }: CategoryTree): ReadonlyMap<string | undefined, MappingProblem> {
  return new Map(rejected.map(({ id, problem }) => [id, problem]));
}
