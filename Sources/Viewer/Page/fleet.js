// What is known of the satellites: who they are, what they hold, and where they are at any time between two samples.

/** Returns the length of what all names begin with, up to a separator; 0 where that is nothing, or all of a name. */
function commonBeginning(names) {
  if (names.length < 2) return 0;
  let length = names[0].length;
  for (const name of names) {
    while (!name.startsWith(names[0].slice(0, length))) length--;
  }
  return /^.*[-_ ./:]/.exec(names[0].slice(0, length))?.[0].length ?? 0;
}

export class Fleet {
  /** Numbers, names and catalogue numbers, each in the same order. */
  ids = [];
  names = [];
  norads = [];
  /** What fits on board, Gb; 0 where there is no recorder. */
  capacities = new Float64Array(0);
  /** Filled from a snapshot, NaN where nothing is known: Gb, dollars. */
  stored = new Float64Array(0);
  costs = new Float64Array(0);
  /** When their elements are of, ms. */
  epochs = [];
  /** The station that a link is open to, or null, and how many links there have been. */
  grounds = [];
  linkCounts = [];
  /** x, y, z of each in m of the Earth's frame at the time of the last `place`; NaN for one without a state. */
  places = new Float64Array(0);
  #index = new Map();
  #common = 0;
  #samples = [];

  get count() { return this.ids.length; }

  /** Takes what does not change: the answer of /satellites. */
  introduce(satellites) {
    this.ids = satellites.map(s => s.id);
    this.names = satellites.map(s => s.name);
    this.#common = commonBeginning(this.names);
    this.norads = satellites.map(s => s.norad);
    this.epochs = satellites.map(s => Date.parse(s.epoch));
    this.capacities = Float64Array.from(satellites, s => s.recorder?.capacity_gigabits ?? 0);
    this.hasRecorders = satellites.some(s => s.recorder);
    this.#index = new Map(this.ids.map((id, k) => [id, k]));
    const count = this.count;
    this.stored = new Float64Array(count).fill(NaN);
    this.costs = new Float64Array(count).fill(NaN);
    this.grounds = new Array(count).fill(null);
    this.linkCounts = new Array(count).fill(null);
    this.places = new Float64Array(3 * count).fill(NaN);
    this.#samples = [];
  }

  /** Returns the place of a satellite in the lists, by its number in the run; undefined for none. */
  index(id) { return this.#index.get(id); }

  /** A satellite's name without what the names of all begin with. */
  shortName(id) { return this.names[this.index(id)]?.slice(this.#common) || `${id}`; }

  /** Takes the satellites of a snapshot, and its open links. */
  update(columns, links) {
    columns.id.forEach((id, k) => {
      const at = this.#index.get(id);
      if (at === undefined) return;
      this.stored[at] = columns.stored_gigabits[k] ?? NaN;
      this.costs[at] = columns.cost_dollars[k] ?? NaN;
      this.linkCounts[at] = columns.links[k];
    });
    this.grounds.fill(null);
    for (const link of links) {
      const at = this.#index.get(link.satellite_id);
      if (at !== undefined) this.grounds[at] = link.ground_id;
    }
  }

  /** Returns how full a recorder is, 0 to 1; NaN where nothing is known. */
  fill(k) { return this.capacities[k] > 0 ? this.stored[k] / this.capacities[k] : NaN; }

  /** Sums over all: Gb, Gb of room, dollars, the highest fill, and those in contact. */
  totals() {
    const sum = { stored: 0, capacity: 0, cost: 0, highest: NaN, contacts: 0, known: 0 };
    for (let k = 0; k < this.count; k++) {
      if (Number.isNaN(this.stored[k])) continue;
      sum.known++;
      sum.stored += this.stored[k];
      sum.capacity += this.capacities[k];
      sum.cost += this.costs[k];
      if (this.grounds[k] !== null) sum.contacts++;
      const fill = this.fill(k);
      if (!(sum.highest >= fill)) sum.highest = fill;
    }
    return sum;
  }

  // Where they are

  /** How many samples of all satellites are kept. */
  get sampleCount() { return this.#samples.length; }
  /** The times that samples span, ms. */
  get first() { return this.#samples[0]?.time ?? Infinity; }
  get last() { return this.#samples.at(-1)?.time ?? -Infinity; }

  /** Forgets all samples: other element sets count. */
  forgetPlaces() { this.#samples = []; }

  /** Takes the answer of /positions, and drops what lies before a time. */
  addSamples(answer, keepFrom) {
    const isSame = answer.ids.length === this.count && answer.ids.every((id, k) => id === this.ids[k]);
    if (!isSame) return;
    answer.times.forEach((text, k) => {
      const time = Date.parse(text);
      const sample = { time, p: column(answer.position_ecef_m[k]), v: column(answer.velocity_ecef_m_s[k]) };
      const at = this.#samples.findIndex(s => s.time >= time);
      if (at < 0) this.#samples.push(sample);
      else this.#samples.splice(at, this.#samples[at].time === time ? 1 : 0, sample);
    });
    // The one before the time is still wanted, to begin from.
    while (this.#samples.length > 2 && this.#samples[1].time <= keepFrom) this.#samples.shift();
  }

  /** Places all satellites at a time, by cubics through places and velocities; says whether samples reach so far. */
  place(time) {
    const samples = this.#samples;
    if (samples.length === 0) return false;
    let k = samples.findIndex(s => s.time > time);
    if (k <= 0) {
      const only = samples[k < 0 ? samples.length - 1 : 0];
      this.places.set(only.p);
      return k < 0 && only.time === time;
    }
    const a = samples[k - 1], b = samples[k];
    const h = (b.time - a.time) / 1_000, s = (time - a.time) / (b.time - a.time);
    const h00 = (1 + 2 * s) * (1 - s) * (1 - s), h10 = s * (1 - s) * (1 - s) * h;
    const h01 = s * s * (3 - 2 * s), h11 = s * s * (s - 1) * h;
    for (let n = 0; n < this.places.length; n++) {
      this.places[n] = h00 * a.p[n] + h10 * a.v[n] + h01 * b.p[n] + h11 * b.v[n];
    }
    return true;
  }
}

function column(list) { return Float64Array.from(list, value => value ?? NaN); }
