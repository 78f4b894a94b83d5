import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { z } from 'zod';

const content = z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })).optional() });
const openApi = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ responses: z.record(z.string(), content) }))),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

export interface CheckedAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** Undefined where it has none, or none that is JSON. */
  readonly body: unknown;
}

/** Tells what of an answer is not as an OpenAPI document says; undefined where all is, and of paths that it does not have. */
export function faultOfAnswer(written: unknown): (answer: CheckedAnswer) => string | undefined {
  const document = openApi.parse(written);
  const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema({ $id: 'document', ...document });
  const templates = Object.keys(document.paths);
  return ({ method, path, status, body }) => {
    const plain = path.replace(/\?.*$/s, '');
    // One without a placeholder before one with: /sync/status.
    const template = templates.includes(plain) ? plain : templates.find((one) => patternOf(one).test(plain));
    if (template === undefined) return undefined;
    const operation = document.paths[template]?.[method.toLowerCase()];
    if (!operation) return undefined;
    const response = operation.responses[status];
    if (!response) return `no answer ${status} of ${method} ${template} is documented`;
    const isJson = response.content?.['application/json'] !== undefined;
    if (!isJson) return body === undefined ? undefined : `${template} is documented without a JSON body`;
    const place = ['paths', template, method.toLowerCase(), 'responses', String(status), 'content'];
    const pointer = [...place, 'application/json', 'schema'].map(escaped).join('/');
    const validate = ajv.getSchema(`document#/${pointer}`) ?? ajv.compile({ $ref: `document#/${pointer}` });
    return validate(body) ? undefined : ajv.errorsText(validate.errors);
  };
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
}

function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}
