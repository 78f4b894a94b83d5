import type { Readable } from 'node:stream';
import { ServiceError } from '@temporalio/client';
import type { LiveProgress } from '../runs/live-progress';
import { lookAtRun } from '../runs/look-at-run';
import { progressJson } from '../runs/progress-json';
import { type RunView, runJson } from '../runs/run-view';
import type { Session } from '../runs/session';
import { progress, run as runForm } from './answers';
import { EventStream, type StreamEvent } from './event-stream';
import { Refusal } from './refusal';

/** As often as `longshore watch` looks, and a bit less: each look is two calls of Temporal, however many watch. */
const lookMs = 1_000;
const lookLimitMs = 10_000;
/** Under the 30 s after which many proxies end what is silent. */
const beatMs = 15_000;
/** Each holds a connection; a file descriptor and some 10 KB. */
const mostWatchers = 500;

interface Feed {
  readonly watchers: Set<EventStream>;
  /** What those are told at once who come later. */
  last?: StreamEvent;
}

/** How far runs are, told to all who watch: one run is looked at once, however many watch it. */
export class ProgressFeeds {
  readonly #feeds = new Map<string, Feed>();
  readonly #onFailure: (error: unknown) => void;
  #watchers = 0;
  #isClosed = false;

  /** @param onFailure is told why a feed has ended before its run */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  /** A stream of a run's progress, which ends with the run. Throws a Refusal (503) where too many watch. */
  watch(session: Session, run: RunView): Readable {
    if (this.#watchers >= mostWatchers) throw new Refusal(503, `${mostWatchers} watch already`);
    this.#watchers += 1;
    const feed = this.#feeds.get(run.runId);
    const beat = setInterval(() => stream.beat(), beatMs);
    const stream = new EventStream(() => {
      clearInterval(beat);
      this.#watchers -= 1;
      this.#feeds.get(run.runId)?.watchers.delete(stream);
    });
    if (run.closedAt !== undefined) {
      stream.send(endOf(run));
      stream.end();
    } else if (feed) {
      feed.watchers.add(stream);
      if (feed.last) stream.send(feed.last);
    } else {
      const begun: Feed = { watchers: new Set([stream]) };
      this.#feeds.set(run.runId, begun);
      void this.#follow(session, run, begun);
    }
    return stream.readable;
  }

  /** Ends all streams; who watches comes again, to another process. */
  close(): void {
    this.#isClosed = true;
    for (const { watchers } of this.#feeds.values()) for (const stream of watchers) stream.end();
  }

  async #follow(session: Session, run: RunView, feed: Feed): Promise<void> {
    try {
      let told = '';
      while (feed.watchers.size > 0 && !this.#isClosed) {
        const { progress: now, ended } = await look(session, run);
        const text = JSON.stringify(now);
        if (ended) return tell(feed, endOf(ended));
        if (now && text !== told) tell(feed, progressOf(run, now));
        told = text;
        // Not held: the process may end meanwhile.
        await new Promise((resolve) => setTimeout(resolve, lookMs).unref());
      }
    } catch (error) {
      // Its connection ends with the process.
      if (!this.#isClosed) this.#onFailure(error);
    } finally {
      this.#feeds.delete(run.runId);
      for (const stream of feed.watchers) stream.end();
    }
  }
}

/** Where Temporal does not answer, nothing is known for a while. */
async function look(session: Session, run: RunView): ReturnType<typeof lookAtRun> {
  try {
    return await session.connection.withDeadline(Date.now() + lookLimitMs, () => lookAtRun(session, run));
  } catch (error) {
    if (error instanceof ServiceError) return {};
    throw error;
  }
}

function tell(feed: Feed, event: StreamEvent): void {
  feed.last = event;
  for (const stream of feed.watchers) stream.send(event);
}

function progressOf({ workflowId }: RunView, now: LiveProgress): StreamEvent {
  const data = progress.parse(progressJson(workflowId, now, Date.now()));
  return { event: 'progress', id: String(Date.now()), data };
}

/** The id by which EventSource says that it knows the end. */
export const endId = 'end';

function endOf(run: RunView): StreamEvent {
  return { event: 'end', id: endId, data: runForm.parse(runJson(run)) };
}
