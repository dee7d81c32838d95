// A chart of values over scenario time, on a canvas.

import { theme } from '/viewer/palette.js';
import { Drawing, nowLine, timeAxis } from '/viewer/sheet.js';

/** Returns a round number at or above a value, and the step that divides it by two to five. */
function roundAbove(value) {
  if (!(value > 0)) return [1, 0.5];
  const power = 10 ** Math.floor(Math.log10(value));
  for (const [top, step] of [[1, 0.5], [1.5, 0.5], [2, 1], [3, 1], [4, 2], [5, 2.5], [6, 2], [8, 4], [10, 5]]) {
    if (value <= top * power * 1.0001) return [top * power, step * power];
  }
  return [10 * power, 5 * power];
}

/**
 * Shows {from, to, now, times, top, series: [{values, colour, width, fill}]}: times in ms, `top` the end of the scale, or
 * null for what the values need.
 */
export class Chart extends Drawing {
  #say;

  /** @param say makes the text of a place: (data, index) */
  constructor(canvas, output, say) {
    super(canvas, output);
    this.#say = say;
  }

  draw(data, { pen, width, height }) {
    const colours = theme();
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
    nowLine(pen, frame, x, data, colours);
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
    if (this.pointer && at >= 0) {
      const distance = k => Math.abs(x(data.times[k]) - this.pointer[0]);
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
    this.output.textContent = at < 0 ? '' : this.#say(data, at, this.pointer !== null);
    this.canvas.setAttribute('aria-description', this.output.textContent);
  }
}
