import type { ApiRequest, ByProjectKeyRequestBuilder } from '@commercetools/platform-sdk';
import { watched } from '../stall-watch';
import { answerFailure } from './answer-failure';
import { inIdRange } from './predicates';
import { queryOf, type ShopResource, scopesOfResources } from './resources';
import type { ShopSettings } from './settings';
import type { PageRequest } from './shop';
import { type ShopAnswer, shopClient } from './shop-client';

/** The most that the service puts into a page. */
export const longestPage = 500;

/** A page of 500 orders with their payments is the slowest that is asked for; what is silent for longer never comes. */
const patienceMs = 60_000;

/** One call: what it reads, for messages, and the scope that it needs. */
export interface ProjectCall<Result> {
  readonly what: string;
  readonly scope?: string;
  readonly request: (project: ByProjectKeyRequestBuilder) => ApiRequest<unknown>;
  /** What comes of the answer. It may await and throw what `answerFailure` tells of. */
  readonly take: (answer: Promise<ShopAnswer>) => Promise<Result>;
  readonly signal?: AbortSignal | undefined;
}

/** A project that can be asked. */
export interface Project {
  readonly projectKey: string;
  readonly host: string;
  ask<Result>(call: ProjectCall<Result>): Promise<Result>;
}

export function openProject(settings: ShopSettings): Project {
  const { projectKey } = settings;
  const { host } = new URL(settings.apiUrl);
  const client = shopClient(settings);
  return {
    projectKey,
    host,
    ask: ({ what, scope, request, take, signal }) => {
      const doing = `Reading ${what} of project ${projectKey}`;
      const translate = (error: unknown) =>
        answerFailure(error, { doing, host, projectKey, address: 'apiUrl', ...(scope === undefined ? {} : { scope }) });
      return watched({ attempt: doing, translate, stallMs: patienceMs, ...(signal && { signal }) }, (watching) =>
        take(client.ask(request, watching)),
      );
    },
  };
}

/** A call for one page of a resource, sorted by id. */
export function pageCall<Result>(
  project: Project,
  { resource, where = [], limit = longestPage, expand = [], signal, ...range }: PageRequest,
  take: ProjectCall<Result>['take'],
): ProjectCall<Result> {
  const queryArgs = {
    where: [...inIdRange(range), ...where],
    expand: [...expand],
    limit,
    sort: 'id asc',
    // Counting all that matches costs the service more than the page itself.
    withTotal: false,
  };
  const scope = scopeOf(project, resource);
  return { what: resource, scope, request: (root) => queryOf(root, resource, queryArgs), take, signal };
}

/** The scope that reads a resource, as API clients have it: `view_orders:my-shop`. */
export function scopeOf({ projectKey }: Project, resource: ShopResource): string {
  return `${scopesOfResources[resource]}:${projectKey}`;
}
