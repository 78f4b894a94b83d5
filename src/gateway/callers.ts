import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './refusal';
import { isLoopback } from './settings';

/**
 * Lets in only who means this machine, where no token is asked for. A web page that the user has open could call as well: by
 * a name of its own that leads here (the Host tells), or from its own place (Origin and Sec-Fetch-Site tell). Throws a
 * Refusal (403).
 */
export function refuseOtherPages(headers: IncomingHttpHeaders): void {
  const { host = '', origin } = headers;
  if (!isLoopback(host.replace(/:\d+$/, ''))) {
    throw new Refusal(403, 'Without tokens the gateway is called as localhost or 127.0.0.1, and by no other name');
  }
  const site = headers['sec-fetch-site'];
  const isFromElsewhere = site !== undefined && site !== 'same-origin' && site !== 'none';
  if (isFromElsewhere || (origin !== undefined && origin !== `http://${host}`)) {
    throw new Refusal(403, 'Without tokens the gateway takes no calls from other web pages');
  }
}
