export { articleQueryTarget } from './article-query';
