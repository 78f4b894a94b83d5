import { isPersonalTag } from '../../contract/couriers/personal-tags';
import type { TaggedTable } from '../tables';
import { aliasOf, columnIn, isExpression, isStar, nodesIn, type TreeNode } from './tree-node';

/** What a value was made of. */
export interface Origin {
  readonly tag: string;
  /** True where it is not the value itself, only made of it: `count(email)`. */
  readonly isMade: boolean;
}

/**
 * Which names in a statement stand for values of persons: columns of tables, and whatever is made of them and named anew.
 * A name is one, wherever in the statement it stands: rather one too many is hidden.
 */
export class PersonalNames {
  readonly #columns = new Map<string, Origin>();
  /** Names of tables and of what stands for one: where a column stands they are the whole row. */
  readonly #rows = new Set<string>();
  readonly #known = new Set<string>();
  readonly #first: Origin;

  constructor(nodes: readonly TreeNode[], tables: readonly TaggedTable[], first: string) {
    this.#first = { tag: first, isMade: true };
    const all = tables.flatMap(({ columns }) => columns);
    for (const { name } of all) this.#known.add(name.toLowerCase());
    for (const { name, tag } of all) {
      if (tag !== undefined && isPersonalTag(tag)) this.#columns.set(name.toLowerCase(), { tag, isMade: false });
    }
    const ofNobody = new Set(
      tables
        .filter(({ columns }) => !columns.some(({ tag }) => tag !== undefined && isPersonalTag(tag)))
        .map(({ name }) => name.toLowerCase()),
    );
    for (const part of nodes) {
      const name = part.type === 'BASE_TABLE' ? String(part.table_name).toLowerCase() : undefined;
      if (name !== undefined && !ofNobody.has(name)) this.#rows.add(aliasOf(part) ?? name).add(name);
    }
    this.#followAliases(nodes);
  }

  /** What the column of this name is made of; undefined where that is of nobody. */
  ofColumn(name: string): Origin | undefined {
    const lower = name.toLowerCase();
    // Of two columns of one name within a query, DuckDB calls the second `email_1`, or `email:1`.
    return this.#columns.get(lower) ?? this.#columns.get(lower.replace(/[_:]\d+$/, ''));
  }

  /** What an expression is made of. */
  ofExpression(expression: TreeNode): Origin | undefined {
    const parts = nodesIn(expression);
    const found = parts.map((part) => this.#ofPart(part)).find((origin) => origin !== undefined);
    return found === undefined || columnIn(expression) ? found : { ...found, isMade: true };
  }

  #ofPart(part: TreeNode): Origin | undefined {
    // A star in an expression is a row.
    if (isStar(part)) return this.#first;
    const names = columnIn(part);
    const last = names?.at(-1);
    if (names === undefined || last === undefined) return undefined;
    const [origin] = [last, ...names.slice(0, -1)].flatMap((name) => this.ofColumn(name) ?? []);
    if (origin !== undefined) return origin;
    // For PostgreSQL `p.to_json` is `to_json(p)`.
    const isOfRow = (names.length === 1 || !this.#known.has(last)) && names.some((name) => this.#rows.has(name));
    return isOfRow ? this.#first : undefined;
  }

  /** Gives each alias what it is a name for, until none is new: one may be of another. */
  #followAliases(nodes: readonly TreeNode[]): void {
    const named = nodes.flatMap((part) => {
      const alias = aliasOf(part);
      return alias === undefined ? [] : [{ alias, part }];
    });
    for (const { alias, part } of named) if (isExpression(part)) this.#known.add(alias);
    for (let isNew = true; isNew; ) {
      isNew = false;
      for (const { alias, part } of named) {
        const isThere = isExpression(part) ? this.#columns.has(alias) : this.#rows.has(alias);
        const origin = isThere ? undefined : this.ofExpression(part);
        if (origin === undefined) continue;
        if (isExpression(part)) this.#columns.set(alias, origin);
        else this.#rows.add(alias);
        isNew = true;
      }
    }
  }
}
