// Keeps a scene up to date: one question at a time, none while nobody looks, and only for what has changed.

/** From answer to question, ms; after failures it becomes longer. */
const INTERVAL = 1_000, LONGEST = 8_000;
/** How far ahead of the time that is shown places are known, ms on the wall. */
const AHEAD = 8_000;

export class Feed {
  /** Failures since the last good answer, and what the last one was. */
  failures = 0;
  failure = '';
  /** Called when something has come. */
  onchange = () => {};
  #connection;
  #scene;
  #clock;
  #timer = null;
  #isAsking = false;
  #seen = {};
  #last = null;
  #isPlacing = false;
  #placedFor = null;
  #courseAt = -Infinity;
  #costsAt = -Infinity;

  constructor(connection, scene, clock) {
    [this.#connection, this.#scene, this.#clock] = [connection, scene, clock];
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.soon(); });
  }

  /** Asks for what does not change, and begins to follow. */
  async start() {
    for (;;) {
      try {
        this.#scene.run = await this.#connection.get('/run');
        this.#scene.introduceStations((await this.#connection.get('/grounds')).grounds);
        await this.#introduce();
        break;
      } catch (error) {
        this.#fail(error);
        await new Promise(resolve => setTimeout(resolve, 1_000));
      }
    }
    this.failures = 0;
    this.#connection.forget('/snapshot');
    await this.#ask();
  }

  async #introduce() {
    const answer = await this.#connection.get('/satellites?limit=100000');
    this.#scene.introduce(answer.satellites);
    this.#connection.forget('/snapshot');
  }

  /** Asks at once. */
  soon() {
    clearTimeout(this.#timer);
    this.#ask();
  }

  /** Follows the run again. */
  follow() {
    this.#scene.pinned = null;
    // What stations have cost was of another time.
    this.#costsAt = -Infinity;
    delete this.#seen.links;
    this.#connection.forget('/snapshot');
    this.#scene.fleet.forgetPlaces();
    this.soon();
  }

  /** Holds the picture at a time, and asks what was then. */
  async hold(time) {
    this.#scene.pinned = time;
    this.#clock.hold(time);
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      while (this.#scene.pinned !== null) {
        const asked = this.#scene.pinned;
        const snapshot = await this.#connection.get(`/snapshot?at=${new Date(asked).toISOString()}`);
        this.#good();
        if (this.#scene.pinned === null) break;
        this.#scene.update(snapshot);
        this.onchange();
        if (this.#scene.pinned !== asked) continue;
        const costs = await this.#connection.get(`/costs?at=${new Date(asked).toISOString()}`);
        this.#scene.setCosts(asked <= this.#scene.known ? costs.stations : null);
        this.onchange();
        if (this.#scene.pinned === asked) break;
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isAsking = false;
      if (this.#scene.pinned === null) this.soon();
    }
  }

  async #ask() {
    if (this.#isAsking || document.hidden || this.#scene.pinned !== null || !this.#scene.run) return;
    this.#isAsking = true;
    clearTimeout(this.#timer);
    try {
      const snapshot = await this.#connection.get('/snapshot', { keep: true });
      if (this.#scene.pinned === null) {
        if (snapshot) await this.#take(snapshot);
        else this.#follow();
        this.#good();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isAsking = false;
      const wait = this.failures === 0 ? INTERVAL : Math.min(LONGEST, INTERVAL * 2 ** (this.failures - 1));
      this.#timer = setTimeout(() => this.#ask(), wait);
      if (this.#scene.pinned !== null) this.hold(this.#scene.pinned);
    }
  }

  async #take(snapshot) {
    const scene = this.#scene, time = Date.parse(snapshot.time), wall = performance.now();
    // Times and numbers only grow: where they do not, another run answers at this address.
    const { changes } = snapshot, seen = this.#seen;
    if (time < this.#last?.time || changes.links < seen.links || changes.handovers < seen.handovers) return location.reload();
    const isNew = this.#seen.elements !== undefined && this.#seen.elements !== snapshot.changes.elements;
    if (isNew || (!scene.fleet.hasRecorders && snapshot.satellites.id.length > 0)) await this.#introduce();
    scene.known = time;
    scene.update(snapshot);
    this.#clock.set(Math.max(time, this.#connection.scenarioTime ?? time), this.#rate(snapshot, time, wall), scene.stop, wall);
    scene.extendCourse(time);
    this.onchange();
    await this.#lists(snapshot);
  }

  /** Takes that nothing has changed but the time. */
  #follow() {
    const { scenarioTime } = this.#connection;
    if (scenarioTime === null || this.#clock.rate === 0) this.#clock.confirm();
    else this.#clock.set(scenarioTime, this.#clock.rate, this.#scene.stop);
  }

  /** Scenario ms in a ms on the wall: as told, or for a run without a clock as it has gone since the last answer. */
  #rate(snapshot, time, wall) {
    const last = this.#last;
    this.#last = { time, wall };
    if (snapshot.mode !== 'EXECUTING') return 0;
    if (snapshot.scale !== null) return snapshot.scale;
    return last && time > last.time && wall - last.wall < 10_000 ? (time - last.time) / (wall - last.wall) : 0;
  }

  /** Asks for the lists that have changed. */
  async #lists({ changes }) {
    const seen = this.#seen, scene = this.#scene, now = performance.now();
    if (changes.outages !== seen.outages) scene.outages = (await this.#connection.get('/outages')).outages;
    if (changes.links !== seen.links) {
      const limit = seen.links === undefined ? 5_000 : Math.min(5_000, 50 + 2 * (changes.links - seen.links));
      scene.addLinks((await this.#connection.get(`/links?limit=${limit}`)).links);
    }
    if (changes.handovers !== seen.handovers) {
      const limit = seen.handovers === undefined ? 5_000 : Math.min(5_000, 20 + changes.handovers - seen.handovers);
      scene.addHandovers((await this.#connection.get(`/handover/events?limit=${limit}`)).events);
    }
    if (changes.links !== seen.links && now - this.#costsAt > 5_000) {
      this.#costsAt = now;
      scene.setCosts((await this.#connection.get('/costs')).stations);
    }
    if (now - this.#courseAt > 10_000) {
      this.#courseAt = now;
      scene.setCourse(await this.#connection.get('/history?points=240'));
    }
    this.#seen = changes;
    this.onchange();
  }

  /** Sees to it that the places of satellites are known round a time and for some seconds ahead. */
  async places(time) {
    const { fleet } = this.#scene, { rate } = this.#clock;
    if (this.#isPlacing || fleet.count === 0) return;
    // Ten minutes from sample to sample are a low orbit to 4 km: a pixel, where thousands are drawn.
    const longest = fleet.count > 3_000 ? 600 : 300;
    const step = Math.round(Math.max(20, Math.min(longest, rate * 4))) * 1_000;
    const isInside = fleet.first <= time && time <= fleet.last;
    const goal = time + Math.max(1_000, rate * AHEAD / 2);
    if (isInside && (fleet.last >= goal || rate === 0)) return;
    const from = isInside ? fleet.last + step : Math.floor(time / step) * step;
    if (!isInside && this.#placedFor === time && rate === 0) return;
    this.#placedFor = time;
    const count = Math.max(isInside ? 1 : 2, Math.min(20, Math.ceil((time + rate * AHEAD - from) / step) + 1));
    this.#isPlacing = true;
    try {
      const answer = await this.#connection.get(
        `/positions?from=${new Date(from).toISOString()}&step_s=${step / 1_000}&count=${count}`);
      if (!isInside) fleet.forgetPlaces();
      fleet.addSamples(answer, time - 2 * step);
      this.onchange();
    } catch (error) {
      this.#placedFor = null;
      this.#fail(error);
    } finally {
      this.#isPlacing = false;
    }
  }

  #good() {
    const wasBad = this.failures > 0;
    [this.failures, this.failure] = [0, ''];
    if (wasBad) this.onchange();
  }

  #fail(error) {
    this.failures += 1;
    this.failure = error.name === 'TimeoutError' || error instanceof TypeError ? 'no answer' : error.message;
    this.onchange();
  }
}
