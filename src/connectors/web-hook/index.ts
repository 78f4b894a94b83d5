export { postWebHook, type WebHookPost } from './post-web-hook';
export { reachWebHook } from './reach-web-hook';
export { signature } from './signature';
