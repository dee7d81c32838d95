// A chart of values over scenario time, on a canvas.

import { timeOfDay } from '/viewer/format.js';
import { theme } from '/viewer/palette.js';

const FONT = '10px system-ui, "Noto Sans", "DejaVu Sans", sans-serif';

/** Makes a canvas as sharp as the screen, and returns its pen and size in CSS pixels; null while it has none. */
export function sheet(canvas) {
  const ratio = Math.min(2, devicePixelRatio || 1), width = canvas.clientWidth, height = canvas.clientHeight;
  if (width < 2 || height < 2) return null;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const pen = canvas.getContext('2d');
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = FONT;
  return { pen, width, height };
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400]
  .map(seconds => 1_000 * seconds);

/** Draws times below a frame, and returns where a time lies. */
export function timeAxis(pen, { left, right, bottom }, from, to, colours) {
  const room = right - left, x = time => left + (time - from) / Math.max(1, to - from) * room;
  const step = STEPS.find(step => step / (to - from) * room > 52) ?? 86_400_000 * Math.ceil((to - from) / 86_400_000 / 4);
  pen.fillStyle = colours.quiet;
  pen.strokeStyle = colours.line;
  pen.lineWidth = 1;
  pen.textBaseline = 'top';
  pen.textAlign = 'center';
  for (let time = Math.ceil(from / step) * step; time <= to; time += step) {
    pen.beginPath();
    pen.moveTo(x(time), bottom);
    pen.lineTo(x(time), bottom + 3);
    pen.stroke();
    const text = step < 60_000 ? timeOfDay(time) : step < 86_400_000 ? timeOfDay(time).slice(0, 5)
      : new Date(time).toISOString().slice(5, 10);
    const half = pen.measureText(text).width / 2;
    if (x(time) - half >= left - 14 && x(time) + half <= right + 8) pen.fillText(text, x(time), bottom + 4);
  }
  return x;
}

/** Returns a round number at or above a value, and the step that divides it by two to five. */
function roundAbove(value) {
  if (!(value > 0)) return [1, 0.5];
  const power = 10 ** Math.floor(Math.log10(value));
  for (const [top, step] of [[1, 0.5], [1.5, 0.5], [2, 1], [3, 1], [4, 2], [5, 2.5], [6, 2], [8, 4], [10, 5]]) {
    if (value <= top * power * 1.0001) return [top * power, step * power];
  }
  return [10 * power, 5 * power];
}

export class Chart {
  #canvas;
  #output;
  #say;
  #data = null;
  #pointer = null;

  /** @param say makes the text of a place: (data, index) */
  constructor(canvas, output, say) {
    [this.#canvas, this.#output, this.#say] = [canvas, output, say];
    new ResizeObserver(() => this.#draw()).observe(canvas);
    canvas.addEventListener('pointermove', event => {
      this.#pointer = event.offsetX;
      this.#draw();
    });
    canvas.addEventListener('pointerleave', () => {
      this.#pointer = null;
      this.#draw();
    });
  }

  /**
   * Draws {from, to, now, times, top, series: [{values, colour, width, fill}]}: times in ms, `top` the end of the scale,
   * or null for what the values need.
   */
  show(data) {
    this.#data = data;
    this.#draw();
  }

  redraw() { this.#draw(); }

  #draw() {
    const data = this.#data, paper = data && sheet(this.#canvas);
    if (!paper) return;
    const { pen, width, height } = paper, colours = theme();
    const values = data.series.flatMap(line => line.values.filter(Number.isFinite));
    const [top, step] = data.top ? [data.top, data.top / 2] : roundAbove(Math.max(0, ...values));
    const frame = { left: 34, right: width - 6, top: 7, bottom: height - 17 };
    const y = value => frame.bottom - value / top * (frame.bottom - frame.top);
    pen.textAlign = 'right';
    pen.textBaseline = 'middle';
    for (let value = 0; value <= top * 1.001; value += step) {
      pen.strokeStyle = colours.line;
      pen.lineWidth = value === 0 ? 1 : 0.6;
      pen.beginPath();
      pen.moveTo(frame.left, y(value));
      pen.lineTo(frame.right, y(value));
      pen.stroke();
      pen.fillStyle = colours.quiet;
      pen.fillText(value >= 10_000 ? `${value / 1_000}k` : String(Number(value.toPrecision(6))), frame.left - 5, y(value));
    }
    const x = timeAxis(pen, frame, data.from, data.to, colours);
    for (const line of data.series) this.#line(pen, line, data.times, x, y, colours);
    if (data.now >= data.from && data.now <= data.to) {
      pen.strokeStyle = colours.quiet;
      pen.lineWidth = 0.8;
      pen.setLineDash([2, 2]);
      pen.beginPath();
      pen.moveTo(x(data.now), frame.top);
      pen.lineTo(x(data.now), frame.bottom);
      pen.stroke();
      pen.setLineDash([]);
    }
    this.#point(pen, data, x, y, colours);
  }

  #line(pen, line, times, x, y) {
    pen.strokeStyle = line.colour;
    pen.lineWidth = line.width ?? 1.5;
    pen.lineJoin = 'round';
    pen.beginPath();
    let isDown = false, first = NaN, last = NaN;
    times.forEach((time, k) => {
      const value = line.values[k];
      if (!Number.isFinite(value)) return void (isDown = false);
      pen[isDown ? 'lineTo' : 'moveTo'](x(time), y(value));
      if (!isDown) first = x(time);
      last = x(time);
      isDown = true;
    });
    pen.stroke();
    if (!line.fill || Number.isNaN(last)) return;
    pen.lineTo(last, y(0));
    pen.lineTo(first, y(0));
    pen.globalAlpha = 0.12;
    pen.fillStyle = line.colour;
    pen.fill();
    pen.globalAlpha = 1;
  }

  #point(pen, data, x, y, colours) {
    let at = data.times.length - 1;
    if (this.#pointer !== null && at >= 0) {
      const distance = k => Math.abs(x(data.times[k]) - this.#pointer);
      at = data.times.reduce((best, _, k) => distance(k) < distance(best) ? k : best, 0);
      for (const line of data.series) {
        if (!Number.isFinite(line.values[at])) continue;
        pen.fillStyle = line.colour;
        pen.strokeStyle = colours.ground;
        pen.lineWidth = 1.5;
        pen.beginPath();
        pen.arc(x(data.times[at]), y(line.values[at]), 3.5, 0, 7);
        pen.fill();
        pen.stroke();
      }
    }
    this.#output.textContent = at < 0 ? '' : this.#say(data, at, this.#pointer !== null);
    this.#canvas.setAttribute('aria-description', this.#output.textContent);
  }
}
