export { type OptimizelyAnswer, type OptimizelyStandIn, startOptimizelyStandIn } from './stand-in';
