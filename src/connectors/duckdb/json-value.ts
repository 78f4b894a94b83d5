import {
  DuckDBArrayType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  type Json,
} from '@duckdb/node-api';

/**
 * A value as JSON: an integer as a number where it is exact and as a text beyond 2^53, a map as an object, what the
 * engine keeps as JSON as what it says.
 */
export function jsonValue(value: Json | undefined, type: DuckDBType): Json {
  if (value === null || value === undefined) return null;
  if (type.alias === 'JSON') return typeof value === 'string' ? (JSON.parse(value) as Json) : value;
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) {
    return Array.isArray(value) ? value.map((item) => jsonValue(item, type.valueType)) : value;
  }
  if (type instanceof DuckDBMapType) return Array.isArray(value) ? objectOfMap(value, type) : value;
  if (type instanceof DuckDBStructType && typeof value === 'object' && !Array.isArray(value)) {
    return Object.fromEntries(
      type.entryNames.map((name, index) => [name, jsonValue(value[name], type.entryTypes[index] ?? type)]),
    );
  }
  if (typeof value === 'string' && isInteger.test(type.toString())) {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  return value;
}

const isInteger = /^U?(?:BIG|HUGE)INT$/;

function objectOfMap(entries: readonly Json[], { keyType, valueType }: DuckDBMapType): Json {
  return Object.fromEntries(
    entries.map((entry) => {
      const { key = null, value = null } = Object(entry) as { readonly key?: Json; readonly value?: Json };
      const named = jsonValue(key, keyType);
      return [typeof named === 'string' ? named : JSON.stringify(named), jsonValue(value, valueType)];
    }),
  );
}
