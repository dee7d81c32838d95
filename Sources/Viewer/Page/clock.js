// The scenario time that is shown between two answers. Times are ms since 1970, wall times those of performance.now().

/** For how long the clock runs on without a new answer, ms on the wall: then it stands, and the page says so. */
const TRUST = 3_000;

export class SceneClock {
  #time = 0;
  #wall = 0;
  #rate = 0;
  #limit = Infinity;
  #trusted = 0;
  #shown = null;
  #shownAt = 0;

  /** Scenario ms in a ms on the wall. */
  get rate() { return this.#rate; }

  /** Takes what an answer says: the time, how fast it goes, and where it ends. */
  set(time, rate, limit, wall = performance.now()) {
    this.#time = time;
    this.#wall = wall;
    this.#rate = rate;
    this.#limit = limit;
    this.#trusted = wall;
    if (rate === 0) this.#shown = null;
  }

  /** Takes that what was said last still holds. */
  confirm(wall = performance.now()) { this.#trusted = wall; }

  /** Stands at a time. */
  hold(time) {
    this.#shown = null;
    this.set(time, 0, Infinity);
  }

  /** Returns the time to show; it never jumps by what the network does to answers, and never runs on by itself. */
  now(wall = performance.now()) {
    const trusted = Math.min(wall, this.#trusted + TRUST);
    const target = Math.min(this.#time + this.#rate * (trusted - this.#wall), Math.max(this.#limit, this.#time));
    const step = wall - this.#shownAt;
    this.#shownAt = wall;
    if (this.#shown === null || this.#rate === 0) return (this.#shown = target);
    const next = this.#shown + this.#rate * step;
    const error = target - next;
    const isFar = Math.abs(error) > this.#rate * 2_500;
    this.#shown = isFar ? target : Math.min(next + error * Math.min(1, step / 700), Math.max(target, this.#shown));
    return this.#shown;
  }
}
