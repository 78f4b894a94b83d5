export { articlesFor, isOpenToAll, type StandInArticle } from './article';
export { type ContentApiStandIn, type ContentApiStandInOptions, startContentApiStandIn } from './stand-in';
