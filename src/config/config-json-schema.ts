import { z } from 'zod';
import { configFile } from './config';
import { isSection } from './value-at';

/**
 * The JSON Schema of longshore.yaml (draft 2020-12), for completion and checks in editors. Where a number, a boolean or
 * a certain form of text is expected it also takes a text with a `${NAME}` in it, whose value only the worker knows.
 */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(configFile, { io: 'input' });
  return { $schema, title: 'longshore.yaml', ...(withVariables(schema) as Record<string, unknown>) };
}

const variable = { type: 'string', pattern: '\\$\\{' };
const narrowings = ['enum', 'pattern', 'format', 'maxLength'];

function withVariables(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withVariables);
  if (!isSection(schema)) return schema;
  const isScalar = ['number', 'integer', 'boolean'].includes(String(schema.type));
  if (isScalar || (schema.type === 'string' && narrowings.some((key) => Object.hasOwn(schema, key)))) {
    const { default: preset, description, ...form } = schema;
    return {
      ...(description === undefined ? {} : { description }),
      ...(preset === undefined ? {} : { default: preset }),
      anyOf: [form, variable],
    };
  }
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withVariablesUnder(key, value)]));
}

/** Of what a schema holds only these are schemas; names of sections (`propertyNames`) take no variables. */
function withVariablesUnder(key: string, value: unknown): unknown {
  if (['additionalProperties', 'items', 'anyOf', 'oneOf', 'allOf'].includes(key)) return withVariables(value);
  if (!['properties', '$defs'].includes(key) || !isSection(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, withVariables(schema)]));
}
