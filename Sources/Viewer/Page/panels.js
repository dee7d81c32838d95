// The tables and what is told of a selection.

import { sheet } from '/viewer/sheet.js';
import { dateAndTime, element, figure, latitude, longitude, percent, say, span, timeOfDay } from '/viewer/format.js';
import { css, shade, theme } from '/viewer/palette.js';
import { Table, text } from '/viewer/table.js';

/** Makes a cell with a bar and its figure. */
function bar(fillOf) {
  return (row, cell) => {
    if (!cell.firstChild) {
      cell.className = 'bar';
      cell.append(element('i', {}, element('b')), element('span'));
    }
    const fill = fillOf(row), inner = cell.firstChild.firstChild;
    inner.style.width = Number.isFinite(fill) ? `${100 * Math.min(1, fill)}%` : '0';
    inner.style.background = css(shade(fill));
    say(cell.lastChild, percent(fill));
  };
}

/** The satellites; rows are places in the fleet. */
export function satelliteTable(holder, scene, onchoose) {
  const fleet = () => scene.fleet;
  const station = k => scene.stationNames.get(fleet().grounds[k]) ?? '';
  const place = (k, part) => scene.geodetic(k)?.[part] ?? NaN, age = k => (scene.time - fleet().epochs[k]) / 86_400_000;
  const name = { key: 'name', title: 'Name', width: 'minmax(92px, 1.9fr)', sort: k => fleet().names[k], cell: text(k => fleet().names[k]) };
  return new Table(holder, {
    label: 'Satellites', key: k => fleet().ids[k], onchoose: k => onchoose('satellite', fleet().ids[k]),
    empty: 'No satellite fits.', sort: null,
    columns: fleet().hasRecorders === false ? [
      name,
      { key: 'number', title: 'Number', width: '62px', right: true, sort: k => fleet().norads[k], cell: text(k => String(fleet().norads[k])) },
      { key: 'latitude', title: 'Latitude', width: '68px', right: true, sort: k => place(k, 0), cell: text(k => latitude(place(k, 0))) },
      { key: 'longitude', title: 'Longitude', width: '76px', right: true, sort: k => place(k, 1), cell: text(k => longitude(place(k, 1))) },
      { key: 'height', title: 'Height', unit: 'km', width: '56px', right: true, wideOnly: true, sort: k => place(k, 2), cell: text(k => figure(place(k, 2) / 1_000)) },
      { key: 'age', title: 'Age', unit: 'd', width: '40px', right: true, wideOnly: true, sort: age, cell: text(k => figure(age(k), 1)) },
    ] : [
      name,
      { key: 'fill', title: 'Fill', unit: '%', width: 'minmax(78px, 1fr)', right: true, sort: k => fleet().fill(k), cell: bar(k => fleet().fill(k)) },
      { key: 'stored', title: 'Stored', unit: 'Gb', width: '50px', right: true, wideOnly: true, sort: k => fleet().stored[k], cell: text(k => figure(fleet().stored[k], 1)) },
      { key: 'ground', title: 'Station', width: 'minmax(64px, .9fr)', sort: k => station(k) || null, cell: text(station, k => fleet().grounds[k] === null ? '' : 'good') },
      { key: 'links', title: 'Links', width: '32px', right: true, wideOnly: true, sort: k => fleet().linkCounts[k], cell: text(k => figure(fleet().linkCounts[k])) },
      { key: 'cost', title: 'Cost', unit: '$', width: '52px', right: true, sort: k => fleet().costs[k], cell: text(k => figure(fleet().costs[k], 2)) },
    ],
  });
}

export function stationTable(holder, scene, onchoose) {
  return new Table(holder, {
    label: 'Ground stations', key: s => s.id, onchoose: s => onchoose('station', s.id), empty: 'This run has no ground stations.',
    columns: [
      { key: 'name', title: 'Name', width: 'minmax(86px, 1.3fr)', sort: s => s.name, cell: text(s => s.name) },
      { key: 'state', title: 'State', width: '40px', sort: s => String(s.operational), cell: text(s => s.operational ? 'up' : 'out', s => s.operational ? 'good' : 'bad') },
      { key: 'contacts', title: 'Contacts', width: '56px', right: true, sort: s => s.contacts, cell: text(s => figure(s.contacts)) },
      { key: 'links', title: 'Links', width: '44px', right: true, sort: s => s.links, cell: text(s => figure(s.links)) },
      { key: 'gigabits', title: 'Down', unit: 'Gb', width: 'minmax(62px, .8fr)', right: true, sort: s => s.gigabits, cell: text(s => figure(s.gigabits, 1)) },
      { key: 'cost', title: 'Cost', unit: '$', width: 'minmax(58px, .7fr)', right: true, sort: s => s.dollars, cell: text(s => figure(s.dollars, 2)) },
    ],
  });
}

/** The downlinks, the latest first. */
export function linkTable(holder, scene, onchoose) {
  const satellite = l => scene.satelliteName(l.satellite), station = l => scene.stationNames.get(l.ground) ?? '–';
  return new Table(holder, {
    label: 'Links', key: l => l.key, onchoose: l => onchoose('satellite', l.satellite), empty: 'No link so far.',
    sort: { column: 'start', isDown: true },
    columns: [
      { key: 'start', title: 'Begin', width: '66px', sort: l => l.start, cell: text(l => timeOfDay(l.start)) },
      { key: 'satellite', title: 'Satellite', width: 'minmax(80px, 1.2fr)', sort: satellite, cell: text(satellite) },
      { key: 'station', title: 'Station', width: 'minmax(64px, 1fr)', sort: station, cell: text(station) },
      { key: 'length', title: 'Length', unit: 's', width: '48px', right: true, sort: l => l.end === null ? null : l.end - l.start, cell: text(l => l.end === null ? 'open' : figure((l.end - l.start) / 1_000), l => l.end === null ? 'good' : '') },
      { key: 'gigabits', title: 'Down', unit: 'Gb', width: '56px', right: true, sort: l => l.gigabits, cell: text(l => figure(l.gigabits, 1)) },
      { key: 'cost', title: 'Cost', unit: '$', width: '52px', right: true, wideOnly: true, sort: l => l.dollars, cell: text(l => figure(l.dollars, 2)) },
    ],
  });
}

export function terminalTable(holder, scene, onchoose) {
  const serving = t => t.satellite === null ? 'none' : scene.satelliteName(t.satellite);
  return new Table(holder, {
    label: 'Terminals', key: t => t.key, onchoose: t => onchoose('terminal', t.key), empty: 'This run hands no terminals over.',
    columns: [
      { key: 'name', title: 'Name', width: 'minmax(58px, 1fr)', sort: t => t.name, cell: text(t => t.name) },
      { key: 'policy', title: 'Policy', width: '42px', sort: t => t.policy, cell: text(t => t.policy) },
      { key: 'serving', title: 'Served by', width: 'minmax(80px, 1.3fr)', sort: serving, cell: text(serving, t => t.satellite === null ? 'bad' : 'serves') },
      { key: 'elevation', title: 'Elev.', unit: '°', width: '42px', right: true, sort: t => t.elevation, cell: text(t => figure(t.elevation, 1)) },
      { key: 'rsrp', title: 'RSRP', unit: 'dBm', width: '58px', right: true, wideOnly: true, sort: t => t.rsrp, cell: text(t => figure(t.rsrp, 1)) },
      { key: 'candidates', title: 'In view', width: '44px', right: true, wideOnly: true, sort: t => t.candidates, cell: text(t => figure(t.candidates)) },
      { key: 'handovers', title: 'Handovers', width: '62px', right: true, sort: t => t.handovers, cell: text(t => figure(t.handovers)) },
    ],
  });
}

/** What a narrow column says of the reasons that are long words; those of TS 38.331 are short. */
const REASONS = {
  max_elevation_changed: 'higher', serving_below_mask: 'set', coverage_acquired: 'acquired', coverage_lost: 'lost',
};

/** The log of handovers, the latest first. */
export function handoverTable(holder, scene, onchoose) {
  const name = id => id === null ? '–' : scene.satelliteName(id);
  /** A satellite by what tells it from the others, its whole name on the pointer's wish. */
  const satellite = (of, classOf) => {
    const write = text(e => of(e) === null ? '–' : scene.fleet.shortName(of(e)), classOf);
    return (e, cell) => {
      write(e, cell);
      cell.title = of(e) === null ? '' : name(of(e));
    };
  };
  const whose = e => scene.hasOneTerminal ? e.policy : `${e.terminal} · ${e.policy}`;
  return new Table(holder, {
    label: 'Handovers', key: e => e.key, empty: 'No handover so far.', sort: { column: 'time', isDown: true },
    onchoose: e => { if (e.to !== null || e.from !== null) onchoose('satellite', e.to ?? e.from); },
    columns: [
      { key: 'time', title: 'Time', width: '60px', sort: e => e.time, cell: text(e => timeOfDay(e.time)) },
      { key: 'terminal', title: 'Terminal', width: 'minmax(80px, 1.4fr)', sort: e => `${e.terminal} ${e.policy}`, cell: text(whose) },
      { key: 'from', title: 'From', width: 'minmax(66px, 1fr)', sort: e => name(e.from), cell: satellite(e => e.from, () => 'quiet') },
      { key: 'to', title: 'To', width: 'minmax(66px, 1fr)', sort: e => name(e.to), cell: satellite(e => e.to, e => e.to === null ? 'bad' : 'serves') },
      { key: 'gain', title: 'Gain', unit: 'dB', width: '38px', right: true, wideOnly: true, sort: e => e.gain, cell: text(e => figure(e.gain, 1)) },
      { key: 'reason', title: 'Reason', width: '54px', wideOnly: true, sort: e => e.reason, cell: text(e => REASONS[e.reason] ?? e.reason.replaceAll('_', ' '), () => 'quiet') },
    ],
  });
}

// MARK: The selection

/** What is told of the selected satellite, station or terminal; asked for anew every few seconds of the wall. */
export class Details {
  #holder;
  #connection;
  #scene;
  #asked = null;
  #askedAt = 0;
  #answer = null;
  #built = null;
  /** The held time that the answer is of, and whether one is on its way. */
  #askedFor = null;
  #isAsking = false;

  constructor(holder, connection, scene) { [this.#holder, this.#connection, this.#scene] = [holder, connection, scene]; }

  /** Shows the selection of the scene, or nothing. */
  async show() {
    const { selected } = this.#scene, key = selected && `${selected.kind} ${selected.key}`;
    if (key !== this.#asked) {
      [this.#asked, this.#answer, this.#askedAt, this.#built] = [key, null, 0, null];
      this.#holder.hidden = !selected;
      this.#holder.replaceChildren();
    }
    if (!selected) return;
    this.#draw();
    const { pinned } = this.#scene, isFresh = performance.now() - this.#askedAt < 5_000 && this.#askedFor === pinned;
    if (isFresh || this.#isAsking || selected.kind === 'terminal') return;
    [this.#askedAt, this.#askedFor, this.#isAsking] = [performance.now(), pinned, true];
    try {
      const path = selected.kind === 'satellite' ? `/satellites/${selected.key}` : `/grounds/${selected.key}`;
      const hours = selected.kind === 'satellite' ? 24 : 1;
      const at = pinned === null ? '' : `&at=${new Date(pinned).toISOString()}`;
      const answer = await this.#connection.get(`${path}?hours=${hours}${at}`);
      const course = selected.kind === 'satellite' && this.#scene.fleet.hasRecorders
        ? await this.#connection.get(`/history?satellite=${selected.key}&points=120`) : null;
      if (this.#asked !== key) return;
      this.#answer = { ...answer, course };
      this.#draw();
    } catch { /* the badge tells that nothing answers */ } finally {
      this.#isAsking = false;
    }
    if (this.#asked !== key || this.#scene.pinned !== pinned) this.show();
  }

  /** Draws what is known anew: satellites have moved. */
  place() { if (this.#scene.selected && this.#built) this.#draw(); }

  #draw() {
    const { selected } = this.#scene;
    const facts = { satellite: () => this.#satellite(), station: () => this.#station(), terminal: () => this.#terminal() }[selected.kind]();
    if (!facts) return;
    if (!this.#built) {
      this.#built = { title: element('h2'), kind: element('span', { className: 'quiet' }), list: element('dl'), canvas: element('canvas', { role: 'img' }), passes: element('table') };
      const close = element('button', { className: 'close', type: 'button', 'aria-label': 'Select nothing', title: 'Esc', onclick: () => this.onclose() }, '×');
      const { title, kind, list, canvas, passes } = this.#built;
      this.#holder.replaceChildren(element('header', {}, title, kind, close), list, canvas, passes);
    }
    const { title, kind, list, canvas, passes } = this.#built;
    say(title, facts.title);
    say(kind, facts.kind);
    facts.facts.forEach(([name, value], k) => {
      if (!list.children[2 * k]) list.append(element('dt'), element('dd'));
      say(list.children[2 * k], name);
      say(list.children[2 * k + 1], value);
    });
    while (list.children.length > 2 * facts.facts.length) list.lastChild.remove();
    canvas.hidden = !this.#answer?.course;
    if (this.#answer?.course) this.#spark(canvas, this.#answer.course);
    this.#list(passes, facts.passes);
  }

  onclose = () => {};

  #satellite() {
    const scene = this.#scene, { fleet } = scene, k = fleet.index(scene.selected.key);
    if (k === undefined) return null;
    const place = scene.geodetic(k), about = this.#answer?.satellite;
    const ground = fleet.grounds[k];
    return {
      title: fleet.names[k], kind: fleet.norads[k] > 0 ? `catalogue number ${fleet.norads[k]}` : `number ${fleet.ids[k]}`,
      facts: [
        ['Latitude', place ? latitude(place[0]) : '–'], ['Fill', `${percent(fleet.fill(k), 1)} %`],
        ['Longitude', place ? longitude(place[1]) : '–'], ['Stored', `${figure(fleet.stored[k], 1)} of ${figure(fleet.capacities[k], 0)} Gb`],
        ['Height', place ? `${figure(place[2] / 1_000, 1)} km` : '–'], ['Station', ground === null ? 'none' : scene.stationNames.get(ground) ?? `${ground}`],
        ['Elements', about ? `${figure(about.element_age_days, 1)} d old` : '–'], ['Links, cost', `${figure(fleet.linkCounts[k])}, $${figure(fleet.costs[k], 2)}`],
        ...(about?.failure ? [['No place', about.failure]] : []),
      ],
      passes: this.#answer && {
        heads: ['Next passes', 'Begin', 'Length', 'Highest'],
        rows: this.#answer.passes.slice(0, 5).map(pass => this.#pass(pass, scene.stationNames.get(pass.ground_id) ?? `${pass.ground_id}`)),
      },
    };
  }

  #station() {
    const scene = this.#scene, station = scene.stations.find(s => s.id === scene.selected.key);
    if (!station) return null;
    const outage = this.#answer?.outages.find(o => Date.parse(o.end) > scene.time);
    return {
      title: station.name, kind: `station ${station.id}`,
      facts: [
        ['State', station.operational ? 'up' : 'out'], ['Latitude', latitude(station.latitude)],
        ['Contacts', figure(station.contacts)], ['Longitude', longitude(station.longitude)],
        ['Rate', `${figure(station.rate, 2)} Gb/s`], ['Least elevation', `${figure(station.elevation, 1)}°`],
        ['Next outage', outage ? timeOfDay(Date.parse(outage.start)) : 'none known'], ['Down', `${figure(station.gigabits, 1)} Gb`],
      ],
      passes: this.#answer && {
        heads: ['Next passes', 'Begin', 'Length', 'Highest'],
        rows: this.#answer.passes.slice(0, 6).map(pass => this.#pass(pass, scene.satelliteName(pass.satellite_id))),
      },
    };
  }

  #terminal() {
    const scene = this.#scene, terminal = scene.terminals.find(t => t.key === scene.selected.key);
    if (!terminal) return null;
    return {
      title: terminal.name, kind: `terminal under ${terminal.policy}`,
      facts: [
        ['Served by', terminal.satellite === null ? 'none' : scene.satelliteName(terminal.satellite)], ['Latitude', latitude(terminal.latitude)],
        ['Elevation', `${figure(terminal.elevation, 1)}°`], ['Longitude', longitude(terminal.longitude)],
        ['RSRP', `${figure(terminal.rsrp, 1)} dBm`], ['In view', figure(terminal.candidates)],
        ['Handovers', figure(terminal.handovers)], ['Height', `${figure(terminal.altitude)} m`],
      ],
      passes: null,
    };
  }

  #pass(pass, name) {
    const start = Date.parse(pass.rise), end = Date.parse(pass.set);
    return [name, start - this.#scene.time > 86_400_000 ? dateAndTime(start) : timeOfDay(start), span(end - start),
      `${figure(pass.max_elevation_deg, 0)}°`];
  }

  #list(table, passes) {
    table.hidden = !passes;
    if (!passes) return;
    const key = JSON.stringify(passes);
    if (table.dataset.key === key) return;
    table.dataset.key = key;
    const row = (cells, name) => element('tr', {}, ...cells.map(cell => element(name, {}, cell)));
    table.replaceChildren(element('thead', {}, row(passes.heads, 'th')),
      element('tbody', {}, ...(passes.rows.length ? passes.rows.map(cells => row(cells, 'td')) : [row(['none ahead', '', '', ''], 'td')])));
  }

  /** The recorder's course in small. */
  #spark(canvas, course) {
    canvas.setAttribute('aria-label', 'Recorder fill since the start of the run');
    const paper = sheet(canvas);
    if (!paper) return;
    const { pen, width, height } = paper, colours = theme(), y = fill => height - 3 - Math.min(1, fill) * (height - 8);
    pen.strokeStyle = colours.line;
    pen.beginPath();
    for (const level of [0, 0.5, 1]) {
      pen.moveTo(0, y(level));
      pen.lineTo(width, y(level));
    }
    pen.stroke();
    course.fill.forEach((fill, k) => {
      if (fill === null || k === 0 || course.fill[k - 1] === null) return;
      pen.strokeStyle = css(shade(fill));
      pen.lineWidth = 1.6;
      pen.beginPath();
      pen.moveTo((k - 1) / (course.fill.length - 1) * width, y(course.fill[k - 1]));
      pen.lineTo(k / (course.fill.length - 1) * width, y(fill));
      pen.stroke();
    });
  }
}
