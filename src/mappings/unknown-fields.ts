import type { OdpField } from '../connectors/odp';
import { nearestWord } from '../contract/nearest-word';

/** A mapped field that the object's schema lacks, with the one that was probably meant. */
export interface UnknownField {
  readonly field: string;
  readonly nearest?: string;
}

/** The mapped fields that the schema lacks, in their order. One that is mapped already is never proposed. */
export function unknownFields(
  fields: Readonly<Record<string, string>>,
  odpFields: readonly Pick<OdpField, 'name'>[],
): UnknownField[] {
  const known = new Set(odpFields.map(({ name }) => name));
  const free = [...known].filter((name) => !Object.hasOwn(fields, name));
  return Object.keys(fields)
    .filter((field) => !known.has(field))
    .map((field) => {
      const nearest = nearestWord(field, free);
      return nearest === undefined ? { field } : { field, nearest };
    });
}
