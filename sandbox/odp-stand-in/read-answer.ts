import { type Answer, ok, refused } from './answer';
import { answerQuery } from './graphql-answer';
import type { Creation, ObjectCatalog } from './object-catalog';
import type { ParsedJson } from './parse-json';
import type { Route } from './route';

type ReadRoute = Exclude<Route, { kind: 'batch' }>;

/** Answers everything but batches: schemas, their creation, and queries. */
export function answerRead(catalog: ObjectCatalog, route: ReadRoute, body: ParsedJson | undefined): Answer {
  switch (route.kind) {
    case 'unknown':
      return refused(404, { message: 'there is nothing under this path' });
    case 'list-objects':
      return ok(catalog.schemas());
    case 'create-object':
      return withBody(body, (value) => creation(catalog.createObject(value)));
    case 'query':
      return withBody(body, (value) => query(catalog, value));
  }
  const object = catalog.find(route.object);
  if (object === undefined) return unknownObject(route.object);
  if (route.kind === 'show-object') return ok(object.schema);
  if (route.kind === 'list-fields') return ok(object.schema.fields);
  return withBody(body, (value) => creation(catalog.createField(object, value)));
}

export function unknownObject(name: string): Answer {
  return refused(404, { message: `object '${name}' does not exist` });
}

function withBody(body: ParsedJson | undefined, answer: (value: unknown) => Answer): Answer {
  if (body === undefined) return refused(400, { message: 'the body is missing' });
  return 'problem' in body ? refused(400, { message: body.problem }) : answer(body.value);
}

function creation(result: Creation<unknown>): Answer {
  return 'created' in result ? ok(result.created) : refused(400, { invalids: result.invalids });
}

function query(catalog: ObjectCatalog, value: unknown): Answer {
  const { query, variables } = Object(value);
  if (typeof query !== 'string') return refused(400, { message: "missing 'query' field" });
  return ok(answerQuery(catalog, query, Object(variables ?? {})));
}
