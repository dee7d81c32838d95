// What every drawing on a canvas of the page has: a sharp sheet, an axis of scenario time, and a pointer over it.

import { timeOfDay } from '/viewer/format.js';

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

/** Draws where the run stands, in a frame. */
export function nowLine(pen, { top, bottom }, x, { now, from, to }, colours) {
  if (now < from || now > to) return;
  pen.strokeStyle = colours.quiet;
  pen.lineWidth = 0.8;
  pen.setLineDash([2, 2]);
  pen.beginPath();
  pen.moveTo(x(now), top);
  pen.lineTo(x(now), bottom);
  pen.stroke();
  pen.setLineDash([]);
}

/** A drawing that follows its data, its size and the pointer; `draw` is its own. */
export class Drawing {
  data = null;
  /** Where the pointer is, in CSS pixels: [x, y]; null for nowhere. */
  pointer = null;

  constructor(canvas, output) {
    [this.canvas, this.output] = [canvas, output];
    new ResizeObserver(() => this.redraw()).observe(canvas);
    canvas.addEventListener('pointermove', event => {
      this.pointer = [event.offsetX, event.offsetY];
      this.redraw();
    });
    canvas.addEventListener('pointerleave', () => {
      this.pointer = null;
      this.redraw();
    });
  }

  show(data) {
    this.data = data;
    this.redraw();
  }

  redraw() {
    const paper = this.data && sheet(this.canvas);
    if (paper) this.draw(this.data, paper);
  }
}
