import type { EndPointConfig } from '../../config';
import { articleQueryTarget } from './article-query';
import { httpTarget } from './http-target';
import { moduleTarget } from './module-target';
import type { Target } from './target';

/** What an end point calls. A new type of end point is a function that makes its target, and a line here. */
export function targetOf(endPoint: EndPointConfig): Target {
  switch (endPoint.type) {
    case 'module':
      return moduleTarget(endPoint);
    case 'http':
      return httpTarget(endPoint);
    case 'article-query':
      return articleQueryTarget(endPoint);
  }
}
