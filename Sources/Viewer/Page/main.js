// The page: brings what comes from the run, the views, the tables and the keys together.

import { Chart } from '/viewer/charts.js';
import { SceneClock } from '/viewer/clock.js';
import { Commands } from '/viewer/commands.js';
import { Connection } from '/viewer/connection.js';
import { Feed } from '/viewer/feed.js';
import { dateAndTime, figure, percent, say, span, timeOfDay } from '/viewer/format.js';
import { fixed, geodetic, period } from '/viewer/geo.js';
import { Globe } from '/viewer/globe.js';
import { FlatMap } from '/viewer/map.js';
import { css, shade, theme } from '/viewer/palette.js';
import { Details, handoverTable, linkTable, satelliteTable, stationTable, terminalTable } from '/viewer/panels.js';
import { Scene } from '/viewer/scene.js';
import { between, Timeline } from '/viewer/timeline.js';

const $ = id => document.getElementById(id);
/** After how long without a good answer the picture is drawn as old, ms. */
const STALE = 4_000;
/** What the modes of a run are called here. */
const MODES = {
  EXECUTING: ['running', 'runs'], PAUSED: ['paused', 'stands'], PAUSING: ['pausing', 'stands'], RESUMING: ['resuming', 'runs'],
  TERMINATING: ['ending', 'stands'], TERMINATED: ['over', ''], UNDEFINED: ['before the start', ''],
};

const connection = new Connection(), clock = new SceneClock(), scene = new Scene();
const feed = new Feed(connection, scene, clock);
let view = null, parts = { cesium: null }, coast = null, isDirty = true, isScrubbing = false;

// MARK: Views

/** One change of the view after the other. */
let changes = Promise.resolve();
const toMap = () => (changes = changes.then(showMap));
const toGlobe = () => (changes = changes.then(showGlobe));

async function showMap() {
  if (view?.name === 'map') return;
  coast ??= await (await fetch('/viewer/coast.json')).json();
  view?.destroy();
  view = null;
  useView(new FlatMap($('view'), coast));
}

/** Shows the globe, or the map and why there is no globe. */
async function showGlobe() {
  if (view?.name === 'globe') return;
  try {
    if (!parts.cesium) throw new Error('the server was started without CesiumJS (--cesium, or scripts/bootstrap)');
    view?.destroy();
    view = null;
    const globe = await Globe.in($('view'), parts.cesium);
    globe.onfail = error => (changes = changes.then(() => fallBack(error)));
    useView(globe);
  } catch (error) {
    await fallBack(error);
  }
}

async function fallBack(error) {
  await showMap();
  $('as-globe').disabled = true;
  $('as-globe').title = error.message;
  note(`Map only: ${error.message}.`);
}

function useView(made) {
  view = made;
  view.onpick = picked => picked ? select(picked.kind, keyOf(picked)) : select(null);
  view.onhover = hover;
  for (const name of ['globe', 'map']) $(`as-${name}`).setAttribute('aria-checked', name === view.name);
  say($('credit'), view.name === 'globe' ? 'CesiumJS · Natural Earth II' : 'Natural Earth');
  isDirty = true;
}

function note(text) {
  $('note').hidden = !text;
  say($('note'), text);
}

function keyOf({ kind, index }) {
  return kind === 'satellite' ? scene.fleet.ids[index] : kind === 'station' ? scene.stations[index].id : scene.terminals[index].key;
}

const tip = Object.assign(document.createElement('div'), { className: 'tip', hidden: true });
$('scene').append(tip);

function hover(found) {
  tip.hidden = !found;
  $('view').style.cursor = found ? 'pointer' : '';
  if (!found) return;
  const { fleet } = scene, k = found.index;
  const fill = fleet.fill(k);
  say(tip, found.kind === 'satellite' ? fleet.names[k] + (Number.isNaN(fill) ? '' : `   ${percent(fill)} %`)
    : found.kind === 'station' ? `${scene.stations[k].name}   ${scene.stations[k].operational ? 'up' : 'out'}`
      : scene.terminals[k].name);
  tip.style.left = `${found.x}px`;
  tip.style.top = `${found.y}px`;
  tip.classList.toggle('left', found.x > $('view').clientWidth * 0.7);
}

// MARK: Selection

const details = new Details($('details'), connection, scene);
details.onclose = () => select(null);
const tables = {
  satellites: satelliteTable($('satellite-table'), scene, chooseInTable),
  stations: stationTable($('station-table'), scene, chooseInTable),
  links: linkTable($('link-table'), scene, chooseInTable),
  terminals: terminalTable($('terminal-table'), scene, chooseInTable),
  handovers: handoverTable($('handover-table'), scene, chooseInTable),
};

function chooseInTable(kind, key) {
  select(kind, key);
  const chosen = scene.chosen;
  if (!chosen) return;
  const place = kind === 'satellite' ? scene.geodetic(chosen.index)
    : [(kind === 'station' ? scene.stations : scene.terminals)[chosen.index]].map(s => [s.latitude, s.longitude])[0];
  if (place) view?.goTo(place[0], place[1]);
}

function select(kind, key) {
  scene.selected = kind === null ? null : { kind, key };
  scene.track = null;
  tables.satellites.choose(kind === 'satellite' ? key : null, true);
  tables.stations.choose(kind === 'station' ? key : null, true);
  tables.terminals.choose(kind === 'terminal' ? key : null, true);
  isDirty = true;
  drawCharts();
  details.show();
  // On a narrow screen it lies below what was touched.
  if (kind !== null && matchMedia('(max-width: 860px)').matches) $('details').scrollIntoView({ block: 'nearest' });
  askForTrack();
}

let isAskingForTrack = false;

/** Asks for a revolution of the selected satellite round the time that is shown. */
async function askForTrack() {
  const chosen = scene.chosen;
  if (isAskingForTrack || chosen?.kind !== 'satellite' || !scene.geodetic(chosen.index)) return;
  const { places } = scene.fleet, k = 3 * chosen.index, { selected } = scene;
  const length = period(Math.hypot(places[k], places[k + 1], places[k + 2])) * 1_000;
  const { track } = scene;
  if (track && scene.time - track[0].time > length / 4 && track.at(-1).time - scene.time > length / 4) return;
  isAskingForTrack = true;
  try {
    const from = new Date(scene.time - length / 2).toISOString();
    const answer = await connection.get(
      `/satellites/${selected.key}/track?from=${from}&minutes=${(length / 60_000).toFixed(2)}&step_s=${Math.ceil(length / 120_000)}`);
    if (scene.selected === selected) {
      scene.track = answer.points.map(p => ({
        time: Date.parse(p.time), latitude: p.latitude_deg, longitude: p.longitude_deg, position: p.position_ecef_m,
      }));
      isDirty = true;
    }
  } catch { /* asked for again with the next answer */ } finally {
    isAskingForTrack = false;
  }
}

// MARK: Tables

let filterText = '', only = 'all';

function fillTables() {
  const { fleet } = scene, words = filterText.toLowerCase();
  const isAll = words === '' && only === 'all';
  const fits = k => (words === '' || fleet.names[k].toLowerCase().includes(words) || String(fleet.norads[k]).startsWith(words))
    && (only === 'all' || (only === 'contact' ? fleet.grounds[k] !== null : fleet.fill(k) >= 0.8));
  const rows = [...fleet.ids.keys()].filter(isAll ? () => true : fits);
  scene.wanted = isAll ? null : new Uint8Array(fleet.count);
  if (scene.wanted) for (const k of rows) scene.wanted[k] = 1;
  const counts = {
    satellites: isAll ? fleet.count : `${rows.length}/${fleet.count}`, stations: scene.stations.length,
    links: scene.allLinks.length, terminals: scene.terminals.length, handovers: scene.handovers.length,
  };
  for (const [name, table] of Object.entries(tables)) {
    const isThere = scene.handsOver || !['terminals', 'handovers'].includes(name);
    $(`tab-${name}`).hidden = !isThere;
    say(document.querySelector(`#tab-${name} .count`), String(counts[name]));
    if ($(name).hidden) continue;
    table.fill(name === 'satellites' ? rows : name === 'links' ? scene.allLinks : scene[name]);
  }
}

function showTab(name, focus = false) {
  for (const tab of Object.keys(tables)) {
    const isShown = tab === name;
    $(tab).hidden = !isShown;
    $(`tab-${tab}`).setAttribute('aria-selected', isShown);
    $(`tab-${tab}`).tabIndex = isShown ? 0 : -1;
  }
  fillTables();
  const tabs = $('tabs'), chosen = $(`tab-${name}`);
  tabs.scrollLeft = chosen.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - chosen.offsetWidth) / 2;
  if (focus) chosen.focus();
}

for (const name of Object.keys(tables)) $(`tab-${name}`).addEventListener('click', () => showTab(name));
$('tabs').addEventListener('keydown', event => {
  const names = Object.keys(tables).filter(name => !$(`tab-${name}`).hidden);
  const at = names.findIndex(name => $(`tab-${name}`).getAttribute('aria-selected') === 'true');
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: names.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  showTab(names[(next + names.length) % names.length], true);
});
$('filter').addEventListener('input', () => {
  filterText = $('filter').value.trim();
  isDirty = true;
  fillTables();
});
$('filter').addEventListener('keydown', event => {
  if (event.key === 'ArrowDown') {
    event.preventDefault();
    tables.satellites.focus();
  }
});
$('only').addEventListener('change', () => {
  only = $('only').value;
  isDirty = true;
  fillTables();
});

// MARK: Charts

/** Whether a chart has nothing to say of the time that is shown: it lies ahead. */
const isAhead = isPointed => !isPointed && scene.pinned !== null && scene.pinned > scene.known;
const fillChart = new Chart($('fill-chart'), $('fill-now'), (data, k, isPointed) => isAhead(isPointed) ? '–' : [
  isPointed ? timeOfDay(data.times[k]) : null, `mean ${figure(data.series[0].values[k], 1)}`,
  scene.fleet.count > 1 ? `max ${figure(data.series[1].values[k])}` : null,
].filter(Boolean).join(' · '));
const costChart = new Chart($('cost-chart'), $('cost-now'), (data, k, isPointed) => isAhead(isPointed) ? '–' : [
  isPointed ? timeOfDay(data.times[k]) : null, figure(data.series[0].values[k], 2),
].filter(Boolean).join(' · '));
const timeline = new Timeline($('timeline'), $('links-now'));
timeline.onpick = id => select('satellite', id);

function drawCharts() {
  if (!scene.run) return;
  const colours = theme(), { course } = scene, hundred = list => list.map(value => 100 * value);
  const axis = { from: scene.start, to: scene.start + axisLength(), now: scene.time };
  // The tail of the course lies beyond what is held.
  const count = scene.pinned === null ? course.times.length : course.times.filter(time => time <= scene.time).length;
  const cut = list => list.slice(0, Math.max(count, 1));
  fillChart.show({
    ...axis, times: cut(course.times), top: 100, series: [
      { values: cut(hundred(course.fill)), colour: css(shade(0.3)), fill: true },
      { values: cut(hundred(course.highest)), colour: css(shade(0.85)), width: 1 },
    ],
  });
  costChart.show({ ...axis, times: cut(course.times), top: null, series: [{ values: cut(course.cost), colour: colours.accent, fill: true }] });
  drawTimeline(axis);
}

/** How much of the run the charts show: all of it, or as often half of it as what has been still fits. */
function axisLength() {
  const elapsed = Math.max(scene.time, scene.course.times.at(-1) ?? 0) - scene.start;
  let { length } = scene;
  while (length / 2 > 1.1 * elapsed && length > 1_200_000) length /= 2;
  return length;
}

function drawTimeline(axis) {
  const isOfTerminals = scene.stations.length === 0 || (scene.terminals.length > 0 && timelineKind === 'service');
  $('timeline-switch').hidden = scene.stations.length === 0 || scene.terminals.length === 0;
  say($('timeline-name'), isOfTerminals ? 'Service' : 'Links');
  say($('timeline-unit'), isOfTerminals ? 'by terminal' : 'by station');
  say($('timeline-switch'), isOfTerminals ? 'links' : 'service');
  const end = time => time ?? (scene.pinned === null ? Math.max(axis.now, scene.time) : Math.min(scene.pinned, scene.known));
  if (isOfTerminals) {
    const rows = new Map(scene.terminals.map(t => [t.key, { name: t.key, bars: [] }]));
    for (const event of scene.handovers.toSorted((a, b) => a.time - b.time)) {
      const row = rows.get(`${event.terminal} · ${event.policy}`);
      if (!row) continue;
      const last = row.bars.at(-1);
      if (last && last.to === null) last.to = event.time;
      if (event.to === null) continue;
      row.bars.push({ from: event.time, to: null, look: 'serving', isOdd: row.bars.length % 2 === 1, pick: event.to, satellite: event.to });
    }
    for (const row of rows.values()) {
      for (const bar of row.bars) {
        bar.text = `${scene.satelliteName(bar.satellite)}, ${between(bar.from, bar.to)}`;
        bar.to = end(bar.to);
      }
    }
    return timeline.show({ ...axis, rows: [...rows.values()], text: `${scene.handovers.length} handovers` });
  }
  const rows = new Map(scene.stations.map(s => [s.id, { name: s.name, bars: [] }]));
  for (const outage of scene.outages) {
    const from = Date.parse(outage.start), to = Date.parse(outage.end);
    rows.get(outage.ground_id)?.bars.push({ from, to, look: 'out', text: `out, ${between(from, to)}` });
  }
  for (const link of scene.allLinks) {
    rows.get(link.ground)?.bars.push({
      from: link.start, to: end(link.end), look: 'link', pick: link.satellite,
      text: `${scene.satelliteName(link.satellite)}, ${between(link.start, link.end)}${link.gigabits === null ? '' : `, ${figure(link.gigabits, 1)} Gb`}`,
    });
  }
  const open = scene.snapshot?.open_links.length ?? 0;
  timeline.show({ ...axis, rows: [...rows.values()], text: `${open} open, ${scene.allLinks.length} so far` });
}

let timelineKind = 'links';
$('timeline-switch').addEventListener('click', () => {
  timelineKind = timelineKind === 'links' ? 'service' : 'links';
  drawCharts();
});

// MARK: Head

function drawHead() {
  const { run, snapshot } = scene;
  const wall = performance.now(), age = connection.lastGood === null ? null : wall - connection.lastGood;
  const isLive = scene.pinned === null;
  // Who holds a picture does not ask; who asks and hears nothing has an old picture, whatever comes of the question.
  const isStale = age === null ? feed.failures > 0 : age > STALE && (isLive || feed.failures > 0);
  $('live').setAttribute('aria-checked', isLive);
  say($('age'), age === null ? 'no data' : `${isLive ? '' : 'held, '}${age < 9_950 ? `${figure(age / 1_000, 1)} s` : span(age)} old`);
  $('alarm').hidden = feed.failures === 0 && !isStale;
  const failure = feed.failure || 'no answer';
  say($('alarm'), `${failure}${age === null ? '' : ` for ${span(age)}`}`);
  $('view').classList.toggle('stale', isStale);
  $('veil').hidden = !isStale && isLive;
  $('veil').classList.toggle('held', !isStale && !isLive);
  if (!run) return;
  document.title = `${run.name} · Orrery`;
  say($('run-name'), run.name);
  say($('version'), `Orrery ${run.version}`);
  const mode = snapshot?.mode ?? run.mode, [word, look] = MODES[mode] ?? [mode.toLowerCase(), ''];
  say($('mode'), isStale ? 'not known' : word);
  $('mode').className = `pill ${isStale ? '' : look}`;
  if (!(scene.time > 0)) return;
  say($('clock'), dateAndTime(scene.time));
  say($('veil-text'), isStale ? `${failure}: this is how it was at ${dateAndTime(scene.time)}` : `Held at ${dateAndTime(scene.time)}. Live follows the run again.`);
  if (!isScrubbing) $('scrub').value = 1_000 * (scene.time - scene.start) / Math.max(1, scene.length);
  $('scrub').setAttribute('aria-valuetext', dateAndTime(scene.time));
  say($('elapsed'), `${span(scene.time - scene.start)}${Number.isFinite(scene.stop) ? ` of ${span(scene.length)}` : ''}`);
  const lag = snapshot?.lag_s ?? 0;
  say($('pace'), mode !== 'EXECUTING' ? '' : snapshot.scale === null ? (clock.rate > 0 ? `${figure(clock.rate)}× as fast as it can` : '')
    : `${figure(snapshot.scale, snapshot.scale % 1 ? 1 : 0)}×${lag > 0.5 ? `, ${figure(lag, 1)} s late` : ''}`);
}

let toastTimer = null;

function toast(text) {
  $('toast').hidden = false;
  say($('toast'), text);
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $('toast').hidden = true; }, 6_000);
}

const commands = new Commands(connection, toast);
commands.ondone = () => feed.soon();

// MARK: Live, or held

function setLive(isLive) {
  if (isLive === (scene.pinned === null)) return;
  if (isLive) feed.follow();
  else feed.hold(Math.round(scene.time));
  isDirty = true;
  drawHead();
}

$('live').addEventListener('click', () => setLive(scene.pinned !== null));
$('scrub').addEventListener('input', () => {
  isScrubbing = true;
  const time = scene.start + Number($('scrub').value) / 1_000 * scene.length;
  scene.track = null;
  feed.hold(Math.round(time / 1_000) * 1_000);
  isDirty = true;
});
for (const name of ['change', 'blur']) $('scrub').addEventListener(name, () => { isScrubbing = false; });

// MARK: Keys

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  const isTyping = event.target.matches('input:not([type=range]), select, textarea');
  if (event.key === 'Escape') {
    if (!isTyping) select(null);
    else {
      if (event.target === $('filter')) {
        $('filter').value = '';
        $('filter').dispatchEvent(new Event('input'));
      }
      event.target.blur();
    }
    return;
  }
  if (isTyping) return;
  if (document.activeElement === $('view') && moveView(event.key)) return event.preventDefault();
  const isOnControl = event.target.matches('button, a, input, [role=grid]');
  const tabs = Object.keys(tables);
  const act = {
    l: () => setLive(scene.pinned !== null), g: toGlobe, m: toMap, '?': () => $('keys-dialog').showModal(),
    '/': () => {
      showTab('satellites');
      $('filter').focus();
    },
    '.': () => commands.step(), ' ': isOnControl ? null : () => commands.toggle(),
  }[event.key.toLowerCase()] ?? (event.key >= '1' && event.key <= String(tabs.length) && !$(`tab-${tabs[event.key - 1]}`).hidden
    ? () => showTab(tabs[event.key - 1], true) : null);
  if (!act) return;
  event.preventDefault();
  act();
});

function moveView(key) {
  const move = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[key];
  if (move) view?.move(...move);
  else if (key === '+' || key === '=') view?.zoom(1.3);
  else if (key === '-') view?.zoom(1 / 1.3);
  else return false;
  return true;
}

$('as-globe').addEventListener('click', toGlobe);
$('as-map').addEventListener('click', toMap);
$('help').addEventListener('click', () => $('keys-dialog').showModal());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  isDirty = true;
  drawCharts();
});

// MARK: The loop

feed.onchange = () => {
  isDirty = true;
  if (scene.snapshot) commands.update(scene.run.can_be_commanded, scene.snapshot.mode, scene.snapshot.scale);
  dress();
  document.querySelector('.for-terminals').hidden = !scene.handsOver;
  fillTables();
  drawCharts();
  details.show();
  askForTrack();
};

let hasRecorders = null;

/** Takes away what a sky without recorders has no use for, and what one has where nobody looks up. */
function dress() {
  document.body.classList.toggle('idle', scene.stations.length === 0 && !scene.handsOver);
  if (hasRecorders === scene.fleet.hasRecorders) return;
  hasRecorders = scene.fleet.hasRecorders;
  document.body.classList.toggle('bare', !hasRecorders);
  tables.satellites = satelliteTable($('satellite-table'), scene, chooseInTable);
}

let drawnAt = 0;

function loop(wall) {
  requestAnimationFrame(loop);
  if (!scene.snapshot || !view || wall - drawnAt < 1_000 / view.pace - 2) return;
  if (!isDirty && clock.rate === 0) return;
  const time = clock.now();
  feed.places(time);
  // Places that are not known yet are not guessed: the picture waits for them.
  if (!scene.place(time)) return;
  view.draw(scene);
  if (isDirty) details.place();
  drawnAt = wall;
  isDirty = false;
}

async function begin() {
  try {
    parts = await (await fetch('/viewer/parts.json')).json();
  } catch { /* the map needs none of them */ }
  const started = feed.start();
  if (location.pathname === '/map') {
    await toMap();
    $('as-globe').disabled = true;
    $('as-globe').title = 'The globe is at /';
  } else {
    await toGlobe();
  }
  requestAnimationFrame(loop);
  setInterval(drawHead, 250);
  await started;
  if (scene.terminals.length > 0 && scene.stations.length === 0) showTab('terminals');
}

// For those who look closely, tests among them.
window.orrery = { scene, clock, feed, connection, tables, fixed, geodetic, get view() { return view; }, select, showTab };
begin();
