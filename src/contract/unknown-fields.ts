import { nearestWord } from './nearest-word';

/** A mapped field that the object's schema lacks, with the one that was probably meant. */
export interface UnknownField {
  readonly field: string;
  readonly nearest?: string;
}

/** The mapped fields that the schema lacks, in their order. One that is mapped already is never proposed. */
export function unknownFields(
  fields: Readonly<Record<string, string>>,
  known: readonly { readonly name: string }[],
): UnknownField[] {
  const names = new Set(known.map(({ name }) => name));
  const free = [...names].filter((name) => !Object.hasOwn(fields, name));
  return Object.keys(fields)
    .filter((field) => !names.has(field))
    .map((field) => {
      const nearest = nearestWord(field, free);
      return nearest === undefined ? { field } : { field, nearest };
    });
}
