// The map: an equirectangular drawing on a canvas, which needs neither WebGL nor a package.

import { circle, RADIANS, subsolar, wrapped } from '/viewer/geo.js';
import { css, NO_SHADE, SHADES, theme } from '/viewer/palette.js';

const FONT = '11px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';
/** How far from a mark a click still means it, in CSS pixels. */
const NEAR = 12;

/** Reads coast.json: rings of longitudes and latitudes in degrees. */
function outlines({ perDegree, rings }) {
  return rings.map(steps => {
    const ring = new Float32Array(steps.length);
    let x = 0, y = 0;
    for (let k = 0; k < steps.length; k += 2) {
      ring[k] = (x += steps[k]) / perDegree;
      ring[k + 1] = (y += steps[k + 1]) / perDegree;
    }
    return ring;
  });
}

export class FlatMap {
  name = 'map';
  /** Called with what was clicked: {kind, index}, or null. */
  onpick = () => {};
  /** Called with what the pointer is on, and where; null for nothing. */
  onhover = () => {};

  #canvas = document.createElement('canvas');
  #pen = this.#canvas.getContext('2d');
  #back = document.createElement('canvas');
  #backKey = '';
  #rings = [];
  #holder;
  #watcher;
  #size = [0, 0];
  #ratio = 1;
  /** The middle of the view in degrees, and how much nearer it is than the whole world. */
  #centre = [0, 0];
  #zoom = 1;
  #marks = { x: new Float32Array(0), y: new Float32Array(0), stations: [], terminals: [] };
  /** Where something is written: from, to, height. */
  #written = [];
  #pointers = new Map();
  #moved = 0;

  constructor(holder, coast) {
    this.#holder = holder;
    this.#rings = outlines(coast);
    holder.replaceChildren(this.#canvas);
    this.#watcher = new ResizeObserver(() => this.#measure());
    this.#watcher.observe(holder);
    this.#measure();
    this.#listen();
  }

  destroy() {
    this.#watcher.disconnect();
    this.#canvas.remove();
  }

  /** Frames that it draws in a second at most. */
  get pace() { return 30; }

  #measure() {
    this.#ratio = Math.min(2, devicePixelRatio || 1);
    const width = this.#holder.clientWidth, height = this.#holder.clientHeight;
    this.#size = [width, height];
    for (const canvas of [this.#canvas, this.#back]) {
      canvas.width = Math.max(1, Math.round(width * this.#ratio));
      canvas.height = Math.max(1, Math.round(height * this.#ratio));
    }
    this.#backKey = '';
    if (this.last) this.draw(this.last);
  }

  /** CSS pixels of a degree of the whole world. */
  get #whole() { return Math.min(this.#size[0] / 360, this.#size[1] / 180); }

  get #scale() { return this.#whole * this.#zoom; }

  #x(longitude) { return this.#size[0] / 2 + (longitude - this.#centre[0]) * this.#scale; }
  #y(latitude) { return this.#size[1] / 2 - (latitude - this.#centre[1]) * this.#scale; }
  /** The same of a place as near the middle as it comes round the world. */
  #nearX(longitude) { return this.#size[0] / 2 + wrapped(longitude - this.#centre[0]) * this.#scale; }

  // MARK: Moving

  /** Moves by CSS pixels. */
  move(dx, dy) {
    this.#centre[0] = wrapped(this.#centre[0] - dx / this.#scale);
    this.#centre[1] += dy / this.#scale;
    this.#clamp();
  }

  /** Comes nearer by a factor, about a place in CSS pixels or the middle. */
  zoom(factor, x = this.#size[0] / 2, y = this.#size[1] / 2) {
    const before = this.#scale, [width, height] = this.#size;
    this.#zoom = Math.max(1, Math.min(60, this.#zoom * factor));
    const change = 1 / before - 1 / this.#scale;
    this.#centre[0] = wrapped(this.#centre[0] + (x - width / 2) * change);
    this.#centre[1] -= (y - height / 2) * change;
    this.#clamp();
  }

  /** Goes to a place, where not all is in view. */
  goTo(latitude, longitude) {
    if (this.#zoom === 1) return;
    this.#centre = [longitude, latitude];
    this.#clamp();
  }

  #clamp() {
    const room = Math.max(0, 90 - this.#size[1] / 2 / this.#scale);
    this.#centre[1] = Math.max(-room, Math.min(room, this.#centre[1]));
    if (this.last) this.draw(this.last);
  }

  #listen() {
    const canvas = this.#canvas, at = event => [event.offsetX, event.offsetY];
    canvas.addEventListener('pointerdown', event => {
      canvas.setPointerCapture(event.pointerId);
      this.#pointers.set(event.pointerId, at(event));
      if (this.#pointers.size === 1) this.#moved = 0;
    });
    canvas.addEventListener('pointermove', event => {
      const before = this.#pointers.get(event.pointerId), [x, y] = at(event);
      if (!before) return this.onhover(this.#find(x, y), x, y);
      if (this.#pointers.size === 2) {
        const [, other] = [...this.#pointers].find(([id]) => id !== event.pointerId);
        const span = (a, b) => Math.max(20, Math.hypot(a[0] - b[0], a[1] - b[1]));
        this.zoom(span([x, y], other) / span(before, other), (x + other[0]) / 2, (y + other[1]) / 2);
        this.#moved = Infinity;
      } else {
        this.#moved += Math.abs(x - before[0]) + Math.abs(y - before[1]);
        if (this.#moved > 4) this.move(x - before[0], y - before[1]);
      }
      this.#pointers.set(event.pointerId, [x, y]);
    });
    const end = event => {
      const wasDown = this.#pointers.delete(event.pointerId);
      if (event.type === 'pointerup' && wasDown && this.#moved <= 4) this.onpick(this.#find(...at(event)));
    };
    canvas.addEventListener('pointerup', end);
    canvas.addEventListener('pointercancel', end);
    canvas.addEventListener('pointerleave', () => this.onhover(null));
    canvas.addEventListener('wheel', event => {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 400), ...at(event));
    }, { passive: false });
  }

  /** Returns where a satellite is drawn, in CSS pixels. */
  spot(index) { return [this.#marks.x[index], this.#marks.y[index]]; }

  /** Returns what is nearest to a place, stations and terminals first. */
  #find(x, y) {
    let best = null, nearest = NEAR;
    const look = (kind, index, px, py, bonus) => {
      const distance = Math.hypot(px - x, py - y) - bonus;
      if (distance < nearest) [best, nearest] = [{ kind, index, x: px, y: py }, distance];
    };
    const marks = this.#marks;
    marks.stations.forEach(([px, py], k) => look('station', k, px, py, 2));
    marks.terminals.forEach(([px, py], k) => look('terminal', k, px, py, 2));
    for (let k = 0; k < marks.x.length; k++) {
      if (Math.abs(marks.x[k] - x) < NEAR) look('satellite', k, marks.x[k], marks.y[k], 0);
    }
    return best;
  }

  // MARK: Drawing

  /** Draws a scene. */
  draw(scene) {
    this.last = scene;
    const [width, height] = this.#size, pen = this.#pen;
    if (!(width > 0 && height > 0)) return;
    const colours = theme();
    this.#drawBack(scene.time, colours);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.#back, 0, 0);
    pen.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    this.#place(scene);
    this.#written = [];
    this.#drawFootprint(scene, colours);
    this.#drawTrack(scene, colours);
    this.#drawBeams(scene.links, this.#marks.stations, colours.link, 1.6, []);
    this.#drawBeams(scene.serving, this.#marks.terminals, colours.serving, 1.4, [4, 3]);
    this.#drawChosen(scene, colours);
    this.#drawStations(scene, colours);
    this.#drawTerminals(scene, colours);
    this.#drawSatellites(scene, colours);
  }

  /** What stays: land, lines, and the night, which is drawn anew as the sun has moved by half a degree. */
  #drawBack(time, colours) {
    const sun = subsolar(time);
    const key = [this.#size, this.#centre, this.#zoom, Math.round(sun[1] * 2), colours.isDark].join();
    if (key === this.#backKey) return;
    this.#backKey = key;
    const pen = this.#back.getContext('2d'), [width, height] = this.#size;
    pen.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    pen.fillStyle = colours.space;
    pen.fillRect(0, 0, width, height);
    const top = Math.max(0, this.#y(90)), bottom = Math.min(height, this.#y(-90));
    pen.save();
    pen.beginPath();
    pen.rect(0, top, width, bottom - top);
    pen.clip();
    pen.fillStyle = colours.ocean;
    pen.fillRect(0, top, width, bottom - top);
    const shifts = this.#shifts();
    pen.fillStyle = colours.land;
    pen.strokeStyle = colours.border;
    pen.lineWidth = 0.6;
    pen.beginPath();
    for (const shift of shifts) {
      for (const ring of this.#rings) {
        pen.moveTo(this.#x(ring[0] + shift), this.#y(ring[1]));
        for (let k = 2; k < ring.length; k += 2) pen.lineTo(this.#x(ring[k] + shift), this.#y(ring[k + 1]));
      }
    }
    pen.fill('evenodd');
    pen.stroke();
    this.#drawGraticule(pen, colours, top, bottom);
    // Three steps of twilight: the sun 0, 6 and 12 degrees below the horizon.
    pen.fillStyle = colours.night;
    for (const radius of [90, 84, 78]) this.#fillCircle(pen, circle(-sun[0], sun[1] + 180, radius, 180));
    pen.restore();
  }

  #drawGraticule(pen, colours, top, bottom) {
    const step = this.#scale > 14 ? 5 : this.#scale > 7 ? 10 : 30;
    pen.strokeStyle = colours.graticule;
    pen.lineWidth = 0.5;
    pen.beginPath();
    const half = this.#size[0] / 2 / this.#scale;
    for (let lon = Math.ceil((this.#centre[0] - half) / step) * step; lon <= this.#centre[0] + half; lon += step) {
      pen.moveTo(this.#x(lon), top);
      pen.lineTo(this.#x(lon), bottom);
    }
    for (let lat = -90 + step; lat < 90; lat += step) {
      pen.moveTo(0, this.#y(lat));
      pen.lineTo(this.#size[0], this.#y(lat));
    }
    pen.stroke();
  }

  /** The turns of the world that the view shows, in degrees. */
  #shifts() {
    const half = this.#size[0] / 2 / this.#scale;
    const shifts = [];
    for (let shift = -720; shift <= 720; shift += 360) {
      if (shift - 190 < this.#centre[0] + half && shift + 190 > this.#centre[0] - half) shifts.push(shift);
    }
    return shifts;
  }

  /** Fills a circle on the Earth; one round a pole goes up to the map's edge. */
  #fillCircle(pen, places, stroke = false) {
    const [first, last] = [places[0], places.at(-1)];
    const turns = last[1] - first[1];
    const isRoundPole = Math.abs(turns) > 180;
    const { pole } = places;
    // The turn whose middle is nearest the view's, and those on both sides, which may reach into it.
    const nearest = 360 * Math.round((this.#centre[0] - (first[1] + last[1]) / 2) / 360);
    for (const shift of [nearest - 360, nearest, nearest + 360]) {
      pen.beginPath();
      places.forEach(([lat, lon], k) => pen[k ? 'lineTo' : 'moveTo'](this.#x(lon + shift), this.#y(lat)));
      if (stroke) pen.stroke();
      if (isRoundPole) {
        pen.lineTo(this.#x(last[1] + shift), this.#y(pole));
        pen.lineTo(this.#x(first[1] + shift), this.#y(pole));
      }
      pen.globalAlpha = stroke ? 0.1 : 1;
      pen.fill();
      pen.globalAlpha = 1;
    }
  }

  #place(scene) {
    const { places } = scene.fleet, count = scene.fleet.count, marks = this.#marks;
    if (marks.x.length !== count) [marks.x, marks.y] = [new Float32Array(count), new Float32Array(count)];
    const scale = this.#scale, [width, height] = this.#size, [lon0, lat0] = this.#centre;
    for (let k = 0; k < count; k++) {
      const x = places[3 * k], y = places[3 * k + 1], z = places[3 * k + 2];
      // Geodetic latitude to 0.01 degrees: what is left of the flattening at a satellite's height is less than a pixel.
      const p = Math.hypot(x, y), r = Math.hypot(p, z);
      const lat = Math.atan2(z * (1 + 0.00673949674 * 6_378_137 / r), p) / RADIANS;
      marks.x[k] = width / 2 + wrapped(Math.atan2(y, x) / RADIANS - lon0) * scale;
      marks.y[k] = height / 2 - (lat - lat0) * scale;
    }
    marks.stations = scene.stations.map(s => [this.#nearX(s.longitude), this.#y(s.latitude)]);
    marks.terminals = scene.terminals.map(t => [this.#nearX(t.longitude), this.#y(t.latitude)]);
  }

  /** Lines from satellites to places, the short way round the world. */
  #drawBeams(beams, ends, colour, width, dash) {
    if (beams.length === 0) return;
    const pen = this.#pen, world = 360 * this.#scale, { x, y } = this.#marks;
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.beginPath();
    for (const [satellite, end] of beams) {
      if (!ends[end] || Number.isNaN(x[satellite])) continue;
      const [px, py] = ends[end];
      const turn = world * Math.round((x[satellite] - px) / world);
      pen.moveTo(px, py);
      pen.lineTo(x[satellite] - turn, y[satellite]);
      if (turn !== 0) {
        pen.moveTo(px + turn, py);
        pen.lineTo(x[satellite], y[satellite]);
      }
    }
    pen.stroke();
    pen.setLineDash([]);
  }

  #drawSatellites(scene, colours) {
    const pen = this.#pen, { x, y } = this.#marks, count = scene.fleet.count;
    const size = count > 3_000 ? 2.4 : count > 600 ? 4 : count > 60 ? 5.5 : 8;
    const bins = Array.from({ length: SHADES + 1 }, () => []);
    for (let k = 0; k < count; k++) {
      if (scene.wanted && !scene.wanted[k]) continue;
      if (y[k] > -9 && y[k] < this.#size[1] + 9 && x[k] > -9 && x[k] < this.#size[0] + 9) bins[scene.shades[k]].push(k);
    }
    const isRound = size > 3;
    for (let bin = 0; bin <= NO_SHADE; bin++) {
      if (bins[bin].length === 0) continue;
      pen.fillStyle = css(bin);
      pen.beginPath();
      for (const k of bins[bin]) {
        if (isRound) {
          pen.moveTo(x[k] + size / 2, y[k]);
          pen.arc(x[k], y[k], size / 2, 0, 7);
        } else {
          pen.rect(x[k] - size / 2, y[k] - size / 2, size, size);
        }
      }
      pen.fill();
      if (size < 5) continue;
      pen.strokeStyle = colours.ground;
      pen.lineWidth = 1;
      pen.stroke();
    }
    if (count > 30) return;
    for (let k = 0; k < count; k++) this.#write(scene.fleet.names[k], x[k], y[k], colours.text, colours);
  }

  /** Writes beside a mark, on the side where there is room; not at all where there is none. */
  #write(text, markX, y, colour, colours, gap = 8) {
    const pen = this.#pen;
    pen.font = FONT;
    const width = pen.measureText(text).width;
    const isFree = x => this.#written.every(box => x + width < box[0] || x > box[1] || Math.abs(y - box[2]) > 11);
    const x = [markX + gap, markX - gap - width].find(isFree);
    if (x === undefined) return;
    this.#written.push([x, x + width, y]);
    pen.textBaseline = 'middle';
    pen.lineJoin = 'round';
    pen.lineWidth = 3;
    pen.strokeStyle = colours.ground;
    pen.globalAlpha = 0.75;
    pen.strokeText(text, x, y);
    pen.globalAlpha = 1;
    pen.fillStyle = colour;
    pen.fillText(text, x, y);
  }

  #drawStations(scene, colours) {
    const pen = this.#pen, many = scene.stations.length > 60;
    scene.stations.forEach((station, k) => {
      const [x, y] = this.#marks.stations[k], half = many ? 3 : 4;
      pen.lineWidth = 1.8;
      pen.strokeStyle = station.operational ? colours.up : colours.out;
      pen.fillStyle = station.operational ? (station.contacts > 0 ? colours.up : colours.ground) : colours.out;
      pen.beginPath();
      pen.rect(x - half, y - half, 2 * half, 2 * half);
      pen.fill();
      pen.stroke();
      if (!station.operational) {
        pen.strokeStyle = colours.ground;
        pen.lineWidth = 1.4;
        pen.beginPath();
        pen.moveTo(x - 2.2, y - 2.2);
        pen.lineTo(x + 2.2, y + 2.2);
        pen.moveTo(x + 2.2, y - 2.2);
        pen.lineTo(x - 2.2, y + 2.2);
        pen.stroke();
      }
      if (scene.stations.length <= 40 && this.#scale > 1.6) this.#write(station.name, x, y, colours.quiet, colours);
    });
  }

  #drawTerminals(scene, colours) {
    const pen = this.#pen;
    scene.terminals.forEach((terminal, k) => {
      const [x, y] = this.#marks.terminals[k];
      pen.lineWidth = 1.8;
      pen.strokeStyle = colours.terminal;
      pen.fillStyle = terminal.isServed ? colours.terminal : colours.ground;
      pen.beginPath();
      pen.arc(x, y, 4, 0, 7);
      pen.fill();
      pen.stroke();
      if (terminal.label) this.#write(terminal.label, x, y, colours.quiet, colours);
    });
  }

  #drawTrack(scene, colours) {
    if (!scene.track) return;
    const pen = this.#pen;
    pen.strokeStyle = colours.track;
    pen.lineWidth = 1.2;
    for (const isAhead of [false, true]) {
      pen.setLineDash(isAhead ? [] : [2, 4]);
      pen.globalAlpha = isAhead ? 0.9 : 0.6;
      pen.beginPath();
      let before = null;
      for (const point of scene.track) {
        const isPart = isAhead ? point.time >= scene.time : point.time <= scene.time;
        const x = this.#nearX(point.longitude), y = this.#y(point.latitude);
        pen[isPart && before !== null && Math.abs(x - before) < 180 * this.#scale ? 'lineTo' : 'moveTo'](x, y);
        before = x;
      }
      pen.stroke();
    }
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  #drawFootprint(scene, colours) {
    if (!scene.footprint) return;
    const pen = this.#pen;
    pen.strokeStyle = colours.footprint;
    pen.fillStyle = colours.footprint;
    pen.lineWidth = 1;
    this.#fillCircle(pen, scene.footprint, true);
  }

  #drawChosen(scene, colours) {
    const { chosen } = scene;
    if (!chosen) return;
    const marks = this.#marks;
    const [x, y] = chosen.kind === 'satellite' ? [marks.x[chosen.index], marks.y[chosen.index]]
      : marks[chosen.kind === 'station' ? 'stations' : 'terminals'][chosen.index] ?? [NaN, NaN];
    if (Number.isNaN(x)) return;
    const pen = this.#pen;
    pen.strokeStyle = colours.accent;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(x, y, 9, 0, 7);
    pen.stroke();
    if (chosen.kind === 'satellite' && scene.fleet.count > 30) {
      this.#write(scene.fleet.names[chosen.index], x, y, colours.text, colours, 13);
    }
  }
}
