import type { z } from 'zod';
import { LongshoreError } from '../../src/contract/failure';
import type { Invalid } from './answer';
import { type FieldSchema, type FieldType, fieldSchema, type ObjectSchema, objectSchema } from './object-schema';
import { ObjectState } from './object-state';
import type { RecordShape } from './record-check';

/** A declared object with what is stored of it. */
export interface CatalogObject extends RecordShape {
  /** Shared by the check and the state, so that both know a new field at once. */
  readonly fields: Map<string, FieldType>;
  readonly schema: ObjectSchema;
  readonly state: ObjectState;
}

/** A created thing, or why it was not. */
export type Creation<T> = { readonly created: T } | { readonly invalids: readonly Invalid[] };

/** The declared objects. They can be added to; nothing can be renamed or taken away. */
export class ObjectCatalog {
  readonly #initial: readonly ObjectSchema[];
  readonly #keepWrites: boolean;
  readonly #objects = new Map<string, CatalogObject>();

  /** Throws `usage-invalid` for objects that could not be created one after the other. */
  constructor(initial: readonly ObjectSchema[], keepWrites: boolean) {
    this.#initial = structuredClone(initial);
    this.#keepWrites = keepWrites;
    this.reset();
  }

  find(name: string): CatalogObject | undefined {
    return this.#objects.get(name);
  }

  /** Throws `destination-not-found`. */
  get(name: string): CatalogObject {
    const object = this.#objects.get(name);
    if (object === undefined) throw new LongshoreError('destination-not-found', `The stand-in has no object ${name}.`);
    return object;
  }

  schemas(): ObjectSchema[] {
    return [...this.#objects.values()].map((object) => object.schema);
  }

  createObject(input: unknown): Creation<ObjectSchema> {
    const parsed = objectSchema.safeParse(input);
    if (!parsed.success) return { invalids: parsed.error.issues.map(asInvalid) };
    const schema = named(parsed.data);
    const invalids = this.#objectProblems(schema);
    if (invalids.length > 0) return { invalids };
    const fields = new Map<string, FieldType>(schema.fields.map((field) => [field.name, field.type]));
    const keyFields = schema.fields.filter((field) => field.primary === true).map((field) => field.name);
    this.#objects.set(schema.name, { schema, fields, keyFields, state: new ObjectState(fields, this.#keepWrites) });
    return { created: schema };
  }

  createField(object: CatalogObject, input: unknown): Creation<FieldSchema> {
    const parsed = fieldSchema.safeParse(input);
    if (!parsed.success) return { invalids: parsed.error.issues.map(asInvalid) };
    const field = { ...parsed.data, display_name: parsed.data.display_name ?? parsed.data.name };
    const invalids = fieldProblems([...object.schema.fields, field]);
    if (field.primary === true) invalids.push({ field: 'primary', reason: 'cannot be added to an existing object' });
    if (invalids.length > 0) return { invalids };
    object.schema.fields.push(field);
    object.fields.set(field.name, field.type);
    return { created: field };
  }

  /** Back to the objects of the start, with nothing stored. */
  reset(): void {
    for (const object of this.#objects.values()) object.state.clear();
    this.#objects.clear();
    for (const schema of this.#initial) {
      const creation = this.createObject(structuredClone(schema));
      if ('created' in creation) continue;
      const reasons = JSON.stringify(creation.invalids);
      throw new LongshoreError('usage-invalid', `The stand-in cannot have the object ${schema.name}: ${reasons}`);
    }
  }

  #objectProblems(schema: ObjectSchema): Invalid[] {
    const others = this.schemas();
    const problems = (['name', 'alias', 'display_name'] as const)
      .filter((property) => others.some((other) => other[property] === schema[property]))
      .map((property): Invalid => ({ field: `${schema.name}.${property}`, reason: 'already used by another object' }));
    problems.push(...fieldProblems(schema.fields));
    if (!schema.fields.some((field) => field.primary === true))
      problems.push({ field: 'fields', reason: 'at least one primary key field required' });
    schema.relations?.forEach((relation, index) => {
      if (relation.child_object !== schema.name && !this.#objects.has(relation.child_object))
        problems.push({ field: `relations[${index}].child_object`, reason: 'does not exist' });
    });
    return problems;
  }
}

/** A field's name and display name are its own. */
function fieldProblems(fields: readonly FieldSchema[]): Invalid[] {
  return fields.flatMap((field, index) =>
    (['name', 'display_name'] as const)
      .filter((property) => fields.slice(0, index).some((other) => other[property] === field[property]))
      .map((property): Invalid => ({ field: `${field.name}.${property}`, reason: 'already used by another field' })),
  );
}

/** The schema with the names that were left out. */
function named(schema: ObjectSchema): ObjectSchema {
  return {
    ...schema,
    display_name: schema.display_name ?? schema.name,
    alias: schema.alias ?? schema.name,
    fields: schema.fields.map((field) => ({ ...field, display_name: field.display_name ?? field.name })),
    relations: schema.relations ?? [],
  };
}

function asInvalid(issue: z.core.$ZodIssue): Invalid {
  const field = issue.path.reduce<string>(
    (path, part) =>
      typeof part === 'number' ? `${path}[${part}]` : path === '' ? String(part) : `${path}.${String(part)}`,
    '',
  );
  return { field, reason: issue.message };
}
