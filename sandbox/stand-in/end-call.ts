import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Writes an answer whole. */
export function sendAnswer(response: ServerResponse, status: number, headers: OutgoingHttpHeaders, body: string): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Resets the connection in place of an answer. */
export function resetCall(response: ServerResponse): void {
  if (response.socket === null) response.destroy();
  else response.socket.resetAndDestroy();
}

/** Leaves a call without an answer, and says when its client has gone. */
export function hangCall(response: ServerResponse, gone: () => void): void {
  response.once('close', gone);
  // A client that went away during a delay closes nothing any more.
  if (response.socket?.destroyed !== false) gone();
}
