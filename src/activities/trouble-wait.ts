/** A source, a shop or a storage that does not answer is asked again by the run after this, unless it says when. */
export const troubleWaitMs = 10_000;
