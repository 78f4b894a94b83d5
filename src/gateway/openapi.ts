import { z } from 'zod';
import { plainRefusal, refusal } from './answers';
import type { AnswerForm, Route } from './route';

type Json = Readonly<Record<string, unknown>>;

/** What any route may answer that does not go well. */
const refusals: Readonly<Record<number, string>> = {
  400: 'A key or a value that cannot be; the message names it.',
  401: 'No token, or one that is not known.',
  403: 'The token does not allow it, or the request comes from another web page.',
  404: 'There is no such thing.',
  409: 'It is over already.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  423: 'A run of it is working.',
  429: 'Too many requests.',
  500: 'The gateway, or its configuration, has a fault.',
  503: 'Temporal or storage does not answer.',
};
const ofEveryRoute = [400, 401, 403, 413, 415, 429, 500, 503];

/** The OpenAPI document of the gateway: made from the forms by which requests and answers are checked. */
export function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Longshore',
      version,
      description: 'Starts, watches and steers runs of imports, and batch jobs.',
    },
    paths,
    components: {
      schemas: { Refusal: schemaOf(refusal, 'output'), PlainRefusal: schemaOf(plainRefusal, 'output') },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Not asked for where the gateway has no tokens.' },
      },
    },
  };
}

function operationOf(route: Route): Json {
  const { summary, scope, forms } = route;
  const parameters = [...parametersOf(forms.path, 'path'), ...parametersOf(forms.query, 'query')];
  const body = hasKeys(forms.body) ? schemaOf(forms.body, 'input') : undefined;
  return {
    summary,
    operationId: `${route.method.toLowerCase()}${route.path.replace(/[^A-Za-z]+(\w?)/g, (_, letter) => letter.toUpperCase())}`,
    ...(scope === 'none' ? { security: [] } : { security: [{ token: [] }, {}], 'x-scope': scope }),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? {
          requestBody: {
            required: !forms.body.safeParse({}).success,
            content: { 'application/json': { schema: body } },
          },
        }
      : {}),
    responses: responsesOf(route),
  };
}

function responsesOf({ answers, refusals: own = [], plainRefusals }: Route): Json {
  const ref = { $ref: `#/components/schemas/${plainRefusals ? 'PlainRefusal' : 'Refusal'}` };
  const refused = [...ofEveryRoute, ...own].map((status): [number, Json] => [
    status,
    { description: refusals[status] ?? '', content: { 'application/json': { schema: ref } } },
  ]);
  const answered = Object.entries(answers).map(([status, form]): [string, Json] => [status, responseOf(form)]);
  return { ...Object.fromEntries(refused), ...Object.fromEntries(answered) };
}

function responseOf({ description, body, contentType = 'application/json' }: AnswerForm): Json {
  return { description, ...(body ? { content: { [contentType]: { schema: schemaOf(body, 'output') } } } : {}) };
}

function parametersOf(form: z.ZodType, place: 'path' | 'query'): readonly Json[] {
  if (!(form instanceof z.ZodObject)) return [];
  return Object.entries(form.shape).map(([name, shape]) => {
    const { description, ...schema } = schemaOf(shape as z.ZodType, 'input');
    return { name, in: place, required: place === 'path', schema, ...(description ? { description } : {}) };
  });
}

function hasKeys(form: z.ZodType): boolean {
  return !(form instanceof z.ZodObject) || Object.keys(form.shape).length > 0;
}

function schemaOf(form: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(form, { io });
  return schema;
}
