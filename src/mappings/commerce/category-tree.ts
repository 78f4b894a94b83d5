import { z } from 'zod';
import type { MappingProblem } from '../mapping-problem';
import { localized, requiredText } from './localized-text';
import { readSourceRecord } from './read-source-record';

/** What is read of a category of commercetools; it has more, `ancestors` among it, whose order is not documented. */
const categoryRecord = z.looseObject({
  id: z.string().min(1),
  name: requiredText,
  parent: z.looseObject({ id: z.string() }).optional(),
});

/** A category in its place: with its names from the root down to it, joined by ` > `. */
export interface PlacedCategory {
  readonly id: string;
  readonly breadcrumb: string;
  readonly parent: PlacedCategory | undefined;
}

/** A category that has no place: one in a circle, one below what does not exist or cannot be read, one that cannot be read. */
export interface RejectedCategory {
  /** Undefined where not even that can be read. */
  readonly id: string | undefined;
  readonly problem: MappingProblem;
}

/** The categories of a shop. Each of its records is in one of the two. */
export interface CategoryTree {
  readonly placed: ReadonlyMap<string, PlacedCategory>;
  readonly rejected: readonly RejectedCategory[];
}

/**
 * Places all categories of a shop, in any order and any depth, in time that grows with their number alone. Texts are in
 * the preferred locale, as `localized` chooses it. Of two records with one id the later counts.
 */
export function buildCategoryTree(
  records: Iterable<Readonly<Record<string, unknown>>>,
  preferredLocale: string | undefined,
): CategoryTree {
  const rejected: RejectedCategory[] = [];
  const found = new Map<string, FoundCategory>();
  for (const record of records) {
    const read = readSourceRecord(categoryRecord, record);
    if ('problem' in read) {
      rejected.push({ id: typeof record.id === 'string' ? record.id : undefined, problem: read.problem });
    } else {
      const { id, name, parent } = read.value;
      found.set(id, { id, name: localized(name, preferredLocale), parentId: parent?.id });
    }
  }
  const placed = new Map<string, PlacedCategory>();
  const problems = new Map<string, MappingProblem>();
  for (const category of found.values()) place(category, { found, placed, problems });
  for (const [id, problem] of problems) rejected.push({ id, problem });
  return { placed, rejected };
}

/** The categories above one, the nearest first. */
export function ancestorsOf(category: PlacedCategory): readonly PlacedCategory[] {
  const above: PlacedCategory[] = [];
  for (let at = category.parent; at !== undefined; at = at.parent) above.push(at);
  return above;
}

interface FoundCategory {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | undefined;
}

interface Placing {
  readonly found: ReadonlyMap<string, FoundCategory>;
  readonly placed: Map<string, PlacedCategory>;
  readonly problems: Map<string, MappingProblem>;
}

/** Climbs from a category until the place of one is known, then places all that were passed. */
function place(category: FoundCategory, { found, placed, problems }: Placing): void {
  const passed: FoundCategory[] = [];
  const climbed = new Set<string>();
  let parent: PlacedCategory | undefined;
  let problem: MappingProblem | undefined;
  for (let at: FoundCategory | undefined = category; at !== undefined; ) {
    parent = placed.get(at.id);
    problem = problems.get(at.id) ?? (climbed.has(at.id) ? cycle : undefined);
    if (parent !== undefined || problem !== undefined) break;
    climbed.add(at.id);
    passed.push(at);
    const next: FoundCategory | undefined = at.parentId === undefined ? undefined : found.get(at.parentId);
    if (next === undefined && at.parentId !== undefined) problem = parentMissing;
    at = next;
  }
  for (const { id, name } of passed.reverse()) {
    if (problem !== undefined) {
      problems.set(id, problem);
    } else {
      parent = { id, breadcrumb: parent === undefined ? name : `${parent.breadcrumb} > ${name}`, parent };
      placed.set(id, parent);
    }
  }
}

const cycle: MappingProblem = {
  code: 'category-cycle',
  message: 'The parents of the category run in a circle and lead to no root.',
};
const parentMissing: MappingProblem = {
  code: 'category-parent-missing',
  message: 'The parent of the category, or one above it, does not exist or cannot be read.',
};
