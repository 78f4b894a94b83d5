import { type Answer, MalformedParameter, refused } from './answer';
import { type ResourceName, resourceNames, scopesOf } from './fields';
import { pageAnswer } from './page-answer';
import { readQuery } from './query';
import type { StandInState } from './state';

/** What the API answers to a path and its query, which is behind the token: 404, 403, 400, or a page. */
export function apiAnswer(state: StandInState, url: URL, scopes: ReadonlySet<string>): Answer {
  const [, project = '', name = '', container, ...more] = url.pathname.split('/');
  if (project !== state.projectKey || more.length > 0) return notFound(url);
  const may = (kind: ResourceName | 'custom-objects') =>
    scopesOf[kind].some((scope) => scopes.has(`${scope}:${project}`));
  if (name === 'custom-objects' && container !== undefined) {
    return may(name) ? objectsAnswer(state.customObjects(container), container) : insufficient(name);
  }
  if (!isResource(name) || container !== undefined) return notFound(url);
  if (!may(name)) return insufficient(name);
  try {
    const query = readQuery(name, url.searchParams);
    return pageAnswer(state.collection(name), query, may('payments') ? state.collection('payments') : undefined);
  } catch (error) {
    if (error instanceof MalformedParameter) return refused(400, 'InvalidInput', error.message);
    throw error;
  }
}

function isResource(name: string): name is ResourceName {
  return resourceNames.some((known) => known === name);
}

function notFound(url: URL): Answer {
  return refused(404, 'ResourceNotFound', `URI not found: ${url.pathname}`);
}

function insufficient(kind: ResourceName | 'custom-objects'): Answer {
  const named = scopesOf[kind].map((scope) => `'${scope}'`).join(', ');
  return refused(403, 'insufficient_scope', `Insufficient scope. One of the following scopes is missing: ${named}.`);
}

function objectsAnswer(objects: ReadonlyMap<string, unknown>, container: string): Answer {
  const results = [...objects].map(([key, value]) => ({ id: key, version: 1, container, key, value }));
  const { length } = results;
  return { status: 200, body: JSON.stringify({ limit: 20, offset: 0, count: length, total: length, results }) };
}
