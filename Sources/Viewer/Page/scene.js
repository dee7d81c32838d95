// Everything that is known of the run, as it came, and in the form in which it is drawn.

import { Fleet } from '/viewer/fleet.js';
import { circle, geodetic, reach } from '/viewer/geo.js';
import { shade } from '/viewer/palette.js';

/** How many links and handovers are kept; the server has the others. */
const MOST = 5_000;
/** At how many places terminals are named. */
const MOST_LABELS = 20;
/** How near to each other they are to be named together, degrees. */
const LABEL_ROOM = 3;
/** The elevation of footprints where no station says one, degrees. */
const USUAL_ELEVATION = 10;

export class Scene {
  fleet = new Fleet();
  /** The scenario time that is shown, ms. */
  time = 0;
  /** The answer of /run, and the latest of /snapshot. */
  run = null;
  snapshot = null;
  /** The time of the run's latest snapshot, ms: what lies behind it nobody has told. */
  known = -Infinity;
  /** The time at which the picture is held, ms; null while it follows the run. */
  pinned = null;
  /** What is selected: {kind, key}; null for nothing. */
  selected = null;
  /** {id, name, latitude, longitude, elevation, rate, operational, contacts, links, gigabits, dollars} */
  stations = [];
  stationNames = new Map();
  /** {key, name, label, policy, latitude, longitude, altitude, satellite, isServed, elevation, rsrp, candidates, handovers} */
  terminals = [];
  /** Whether terminals have been seen. */
  handsOver = false;
  outages = [];
  /** The course of the run: {times, fill, highest, cost}, times in ms. */
  course = { times: [], fill: [], highest: [], cost: [] };
  /** The path of the selected satellite: {time, latitude, longitude, position}. */
  track = null;
  footprint = null;
  /** Pairs of places in the lists: satellite and station, satellite and terminal. */
  links = [];
  serving = [];
  shades = new Uint8Array(0);
  /** 1 for a satellite that the filter lets through; null for all. */
  wanted = null;
  #links = new Map();
  #handovers = new Map();
  #stationIndex = new Map();

  get start() { return Date.parse(this.run.start); }
  /** Infinity for a run that goes on until somebody ends it. */
  get stop() { return this.run.stop === null ? Infinity : Date.parse(this.run.stop); }
  /** What the axes show in all: up to the end, or of a run without one up to now, and ten minutes at least. */
  get length() { return Number.isFinite(this.stop) ? this.stop - this.start : Math.max(this.time - this.start, 600_000); }

  get hasOneTerminal() { return new Set(this.terminals.map(t => t.name)).size === 1; }

  satelliteName(id) { return this.fleet.names[this.fleet.index(id)] ?? `${id}`; }

  // What comes

  introduce(satellites) {
    this.fleet.introduce(satellites);
    this.shades = new Uint8Array(this.fleet.count).fill(shade(NaN));
  }

  introduceStations(grounds) {
    this.stations = grounds.map(g => ({
      id: g.ground_id, name: g.name, latitude: g.latitude_deg, longitude: g.longitude_deg, elevation: g.minimum_elevation_deg,
      rate: g.downlink_gigabits_per_second, operational: g.operational, contacts: 0, links: NaN, gigabits: NaN, dollars: NaN,
    }));
    this.stationNames = new Map(this.stations.map(s => [s.id, s.name]));
    this.#stationIndex = new Map(this.stations.map((s, k) => [s.id, k]));
  }

  update(snapshot) {
    this.snapshot = snapshot;
    const { fleet } = this;
    fleet.update(snapshot.satellites, snapshot.open_links);
    for (let k = 0; k < fleet.count; k++) this.shades[k] = shade(fleet.fill(k));
    const { ground_id: ids, operational, contacts } = snapshot.stations;
    // A new list tells the views that something has changed.
    this.stations = this.stations.slice();
    ids.forEach((id, k) => {
      const at = this.#stationIndex.get(id);
      if (at !== undefined) this.stations[at] = { ...this.stations[at], operational: operational[k], contacts: contacts[k] };
    });
    this.links = snapshot.open_links
      .map(l => [fleet.index(l.satellite_id), this.#stationIndex.get(l.ground_id)])
      .filter(([satellite, station]) => satellite !== undefined && station !== undefined);
    const labels = terminalLabels(snapshot.terminals);
    this.terminals = snapshot.terminals.map((t, k) => {
      return {
        key: `${t.name} · ${t.policy}`, name: t.name, label: labels[k], policy: t.policy, latitude: t.latitude_deg, longitude: t.longitude_deg,
        altitude: t.altitude_m, satellite: t.satellite_id, isServed: t.satellite_id !== null, elevation: t.elevation_deg,
        rsrp: t.rsrp_dbm, candidates: t.candidates, handovers: t.handovers,
      };
    });
    this.handsOver ||= this.terminals.length > 0;
    this.serving = this.terminals.map((t, k) => [t.satellite === null ? undefined : fleet.index(t.satellite), k])
      .filter(([satellite]) => satellite !== undefined);
  }

  addLinks(links) {
    for (const l of links) {
      const key = `${l.satellite_id} ${l.link_id}`;
      this.#links.delete(key);
      this.#links.set(key, {
        key, satellite: l.satellite_id, ground: l.ground_id, start: Date.parse(l.start), end: l.end === null ? null : Date.parse(l.end),
        gigabits: l.gigabits, dollars: l.cost_dollars,
      });
    }
    bound(this.#links);
  }

  /** The links so far; where the picture is held, those of then. */
  get allLinks() {
    const links = [...this.#links.values()], { pinned } = this;
    if (pinned === null) return links;
    return links.filter(l => l.start <= pinned)
      .map(l => l.end !== null && l.end > pinned ? { ...l, end: null, gigabits: null, dollars: null } : l);
  }

  addHandovers(events) {
    for (const e of events) {
      const key = `${e.terminal} · ${e.policy} ${e.number}`;
      this.#handovers.set(key, {
        key, time: Date.parse(e.time), terminal: e.terminal, policy: e.policy, from: e.oldSatId ?? null, to: e.newSatId ?? null,
        reason: e.reason, gain: e.gain ?? NaN, kind: e.kind,
      });
    }
    bound(this.#handovers);
  }

  /** The handovers so far; where the picture is held, those up to then. */
  get handovers() {
    const events = [...this.#handovers.values()], { pinned } = this;
    return pinned === null ? events : events.filter(e => e.time <= pinned);
  }

  /** Takes what stations have brought down and cost; null where nobody knows yet. */
  setCosts(stations) {
    const costs = new Map(stations?.map(s => [s.ground_id, s])), none = stations ? 0 : NaN;
    // A sum is null where the bill of a link was lost: that is not nothing.
    const sum = (cost, part) => cost ? cost[part] ?? NaN : none;
    this.stations = this.stations.map(s => {
      const cost = costs.get(s.id);
      return { ...s, links: sum(cost, 'links'), gigabits: sum(cost, 'gigabits'), dollars: sum(cost, 'dollars') };
    });
  }

  setCourse(answer) {
    this.course = {
      times: answer.times.map(Date.parse), fill: answer.fill.map(v => v ?? NaN), highest: answer.highest_fill.map(v => v ?? NaN),
      cost: answer.cost_dollars.map(v => v ?? NaN),
    };
  }

  /** Adds what a snapshot says to the course, until the server is asked for all of it again. */
  extendCourse(time) {
    const { course } = this, totals = this.fleet.totals();
    if (totals.known === 0 || !(time > (course.times.at(-1) ?? -Infinity))) return;
    course.times.push(time);
    course.fill.push(totals.capacity > 0 ? totals.stored / totals.capacity : NaN);
    course.highest.push(totals.highest);
    course.cost.push(totals.cost);
  }

  // What is drawn

  /** Returns latitude and longitude in degrees and height in m of a satellite by its place in the fleet; null for none. */
  geodetic(k) {
    const { places } = this.fleet;
    return Number.isNaN(places[3 * k]) ? null : geodetic(places[3 * k], places[3 * k + 1], places[3 * k + 2]);
  }

  /** What the views mark: {kind, index}, by the place in the list of its kind; null for nothing. */
  get chosen() {
    const { selected } = this;
    if (!selected) return null;
    const index = selected.kind === 'satellite' ? this.fleet.index(selected.key) ?? -1
      : selected.kind === 'station' ? this.#stationIndex.get(selected.key) ?? -1
        : this.terminals.findIndex(t => t.key === selected.key);
    return index < 0 ? null : { kind: selected.kind, index };
  }

  /** Puts everything where it is at a time; says whether the satellites' places are known for it. */
  place(time) {
    this.time = time;
    const isKnown = this.fleet.place(time);
    this.footprint = this.#footprint();
    return isKnown;
  }

  #footprint() {
    const { chosen } = this;
    if (chosen?.kind === 'satellite') {
      const place = this.geodetic(chosen.index);
      const elevation = this.stations.length > 0 ? Math.min(...this.stations.map(s => s.elevation)) : USUAL_ELEVATION;
      return place && circle(place[0], place[1], reach(place[2], elevation));
    }
    if (chosen?.kind === 'station') {
      const station = this.stations[chosen.index], height = this.#usualHeight();
      return height && circle(station.latitude, station.longitude, reach(height, station.elevation));
    }
    return null;
  }

  /** The height in the middle of all satellites', m. */
  #usualHeight() {
    const step = Math.max(1, Math.floor(this.fleet.count / 200)), heights = [];
    for (let k = 0; k < this.fleet.count; k += step) {
      const place = this.geodetic(k);
      if (place) heights.push(place[2]);
    }
    return heights.sort((a, b) => a - b)[heights.length >> 1] ?? null;
  }
}

/** What stands beside terminals: at each place the names of those that are there, once. */
function terminalLabels(terminals) {
  const labels = terminals.map(() => ''), places = new Map();
  terminals.forEach((t, k) => {
    const place = [t.latitude_deg, t.longitude_deg].map(degrees => Math.round(degrees / LABEL_ROOM)).join(' ');
    if (!places.has(place)) places.set(place, { first: k, names: new Set() });
    places.get(place).names.add(t.name);
  });
  for (const { first, names } of [...places.values()].slice(0, MOST_LABELS)) {
    labels[first] = [...names].slice(0, 3).join(', ') + (names.size > 3 ? ` and ${names.size - 3} more` : '');
  }
  return labels;
}

function bound(map) {
  for (const key of map.keys()) {
    if (map.size <= MOST) return;
    map.delete(key);
  }
}
