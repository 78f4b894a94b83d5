import { z } from 'zod';
import type { ConnectionType } from './connection';
import { articleQueryEndPoint } from './end-point-article-query';
import { httpEndPoint } from './end-point-http';
import { moduleEndPoint } from './end-point-module';

/** Every kind of end point; a new one is a file of its own and a line in each of the two places here. */
export const endPoint = z.discriminatedUnion('type', [moduleEndPoint, httpEndPoint, articleQueryEndPoint]);

export type EndPointConfig = z.output<typeof endPoint>;
export type EndPointType = EndPointConfig['type'];

/** Which keys of an end point's section name connections, and of which types these may be. */
export const connectionsOfEndPoints: Record<EndPointType, Readonly<Record<string, readonly ConnectionType[]>>> = {
  module: {},
  http: {},
  'article-query': { articles: ['content-api'], mail: ['smtp'] },
};

export function isEndPointType(type: unknown): type is EndPointType {
  return typeof type === 'string' && Object.hasOwn(connectionsOfEndPoints, type);
}
