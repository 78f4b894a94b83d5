/** What was acknowledged in this time tells what the destination takes: ten requests' worth, a second at least. */
const shortestWindowMs = 1_000;
/** While the rate is doubled, what was taken a second ago was of another rate. */
const climbingWindowMs = 250;
const longestWindowMs = 60_000;
const requestsPerWindow = 10;
/** Times that are kept; at more than 256 a second the window is the time that so many take. */
const mostKept = 256;
/** One request in 2 s: slower than that is no rate, and the step ends by its patience. */
const lowestRate = 0.5;
/** Cut to a twentieth under what was taken, and never to less than half at once. */
const cut = 0.95;
const deepestCut = 0.5;
/** Below what is known to be taken, and before anything is known, the rate is doubled in this time. */
const doublingMs = 500;
/**
 * Beyond it is probed, by 0.5 % a second: about 10 s after a cut it reaches the limit, which costs two or three requests in
 * a thousand. Where none is refused in that time it was no limit, and the probing itself is doubled every 2 s: a rate that
 * was learnt from a few passing refusals, and is a hundred times too low, is mended within half a minute.
 */
const probingPerSecond = 0.005;
const quietMsBeforeDoubling = 10_000;
const probingDoublesMs = 2_000;
const mostProbingPerSecond = 1;
/** Fewer answers than this say nothing of what the destination takes: it is left alone for a moment instead. */
const fewestAnswers = 10;
/** Unless it refuses again within this time: then it means it. */
const refusesAgainMs = 10_000;
/** Or so often in a row with few answers between: then it takes so little. */
const cutsThatTell = 3;
/** A cut that was too deep is mended: so much of the way to what was too much is made up per second. */
const closing = 0.1;
/** Requests left out after a cut, so that the destination's own bucket is not met empty; a second's worth at most. */
const leftOut = 3;
const longestPauseMs = 1_000;
/** Where a first refusal comes before any acknowledgement; cut from there if it is too much. */
const firstGuess = 2;
/** Timers fire late by some ms; so much may be caught up. More would be a burst. */
const caughtUpMs = 10;

/**
 * A token bucket that learns how often a destination may be called. Without limit until the first refusal; then set from
 * what was acknowledged, cut at each refusal and probed upward slowly. A rate that is given is kept.
 */
export class LearntRate {
  readonly #isFixed: boolean;
  #perSecond: number | undefined;
  /** What the destination is known to take, requests per second. */
  #known = Number.POSITIVE_INFINITY;
  /** What was too much, requests per second. */
  #tooMuch = 0;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #grownAt = 0;
  #answersSinceCut = 0;
  /** Cuts in a row that had few answers before them. */
  #weakCuts = 0;
  /** When the next request may be sent. */
  #nextAt = 0;
  /** When the last requests were acknowledged. */
  #acknowledgedAt: number[] = [];

  constructor(fixedPerSecond?: number) {
    this.#isFixed = fixedPerSecond !== undefined;
    this.#perSecond = fixedPerSecond;
  }

  /** Requests per second; undefined before the first refusal. */
  get perSecond(): number | undefined {
    return this.#perSecond;
  }

  /** Takes a token and answers when it may be used, in epoch ms: `now` where there is no limit. */
  take(now: number): number {
    if (this.#perSecond === undefined) return now;
    // A rate that does not hold anybody back is not probed: it would grow without being tried.
    if (this.#nextAt > now) this.#grow(this.#perSecond, now);
    else this.#grownAt = now;
    const interval = 1_000 / this.#perSecond;
    const at = Math.max(this.#nextAt, now - caughtUpMs);
    this.#nextAt = at + interval;
    return Math.max(at, now);
  }

  acknowledged(now: number): void {
    this.#acknowledgedAt.push(now);
    if (this.#acknowledgedAt.length > 2 * mostKept) this.#acknowledgedAt = this.#acknowledgedAt.slice(-mostKept);
    this.#answersSinceCut += 1;
    if (this.#answersSinceCut === 1) this.#grownAt = now;
  }

  /**
   * Learns from a refusal. False where there is nothing to be learnt, and the caller is to wait by itself.
   *
   * @param sentAt epoch ms: what was sent before the last refusal is refused for the rate of before, and cuts nothing
   */
  refused(sentAt: number, now: number): boolean {
    if (this.#isFixed) return false;
    if (sentAt <= this.#refusedAt) return this.#perSecond !== undefined;
    const isFirst = now - this.#refusedAt > refusesAgainMs;
    this.#refusedAt = now;
    const taken = this.#takenPerSecond(now);
    if (this.#perSecond === undefined) {
      if (isFirst && this.#takenIn(shortestWindowMs, now).length < fewestAnswers) return false;
      this.#perSecond = Math.max(taken, firstGuess);
    } else {
      this.#tooMuch = this.#perSecond;
      const wanted = Math.min(this.#perSecond, taken) * cut;
      this.#perSecond = Math.max(wanted, this.#perSecond * deepestCut, lowestRate);
      if (this.#tellsWhatIsTaken()) this.#known = this.#perSecond;
    }
    this.#grownAt = now;
    this.#answersSinceCut = 0;
    this.#nextAt = now + Math.min((leftOut * 1_000) / this.#perSecond, longestPauseMs);
    return true;
  }

  /** False where the destination has refused for another reason than too high a rate, as far as can be told. */
  #tellsWhatIsTaken(): boolean {
    // Nothing at all is taken: that says nothing of what will be taken afterwards.
    if (this.#answersSinceCut === 0) return false;
    this.#weakCuts = this.#answersSinceCut < fewestAnswers ? this.#weakCuts + 1 : 0;
    return this.#weakCuts === 0 || this.#weakCuts >= cutsThatTell;
  }

  #takenPerSecond(now: number): number {
    const ideal = (requestsPerWindow * 1_000) / (this.#perSecond ?? requestsPerWindow);
    const isClimbing = this.#perSecond !== undefined && this.#known === Number.POSITIVE_INFINITY;
    const windowMs = Math.min(Math.max(ideal, isClimbing ? climbingWindowMs : shortestWindowMs), longestWindowMs);
    const recent = this.#takenIn(windowMs, now);
    const first = recent.length === mostKept ? recent[0] : undefined;
    return (recent.length * 1_000) / (first === undefined ? windowMs : Math.max(now - first, 1));
  }

  /** When the requests of the last so many ms were acknowledged, the newest 256 of them. */
  #takenIn(windowMs: number, now: number): readonly number[] {
    return this.#acknowledgedAt.slice(-mostKept).filter((at) => at > now - windowMs);
  }

  #grow(perSecond: number, now: number): void {
    if (this.#isFixed || this.#answersSinceCut === 0) return;
    const elapsedMs = now - this.#grownAt;
    this.#grownAt = now;
    if (perSecond < this.#known) {
      this.#perSecond = Math.min(perSecond * 2 ** (elapsedMs / doublingMs), this.#known);
      return;
    }
    const undisturbedMs = Math.max(0, now - this.#refusedAt - quietMsBeforeDoubling);
    const probing = Math.min(probingPerSecond * 2 ** (undisturbedMs / probingDoublesMs), mostProbingPerSecond);
    const gain = Math.max(perSecond * probing, (this.#tooMuch - perSecond) * closing);
    this.#perSecond = perSecond + (gain * elapsedMs) / 1_000;
  }
}
