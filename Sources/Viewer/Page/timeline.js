// Who spoke to whom, and when: a row for each station with its links and outages, or for each terminal with its service.

import { timeOfDay } from '/viewer/format.js';
import { theme } from '/viewer/palette.js';
import { Drawing, nowLine, timeAxis } from '/viewer/sheet.js';

/** The least height of a row in CSS pixels. */
const LEAST = 9;

/** Shows {from, to, now, text, rows: [{name, bars: [{from, to, look, text, pick}]}]}; `look` is a colour's name. */
export class Timeline extends Drawing {
  #bars = [];
  onpick = () => {};

  constructor(canvas, output) {
    super(canvas, output);
    canvas.addEventListener('click', event => {
      const bar = this.#find(event.offsetX, event.offsetY);
      if (bar?.pick) this.onpick(bar.pick);
    });
  }

  draw(data, { pen, width, height }) {
    const colours = theme();
    const left = Math.min(104, Math.max(34, ...data.rows.map(row => pen.measureText(row.name).width + 12)));
    const frame = { left, right: width - 6, top: 4, bottom: height - 17 };
    const room = Math.max(1, Math.floor((frame.bottom - frame.top) / LEAST));
    const rows = this.#chosen(data.rows, room);
    const each = Math.min(22, (frame.bottom - frame.top) / Math.max(1, rows.length));
    const x = timeAxis(pen, frame, data.from, data.to, colours);
    this.#bars = [];
    rows.forEach((row, k) => {
      const top = frame.top + k * each;
      pen.strokeStyle = colours.line;
      pen.lineWidth = 0.6;
      pen.beginPath();
      pen.moveTo(left, top + each);
      pen.lineTo(frame.right, top + each);
      pen.stroke();
      if (each >= 8) {
        pen.fillStyle = colours.quiet;
        pen.textAlign = 'right';
        pen.textBaseline = 'middle';
        pen.fillText(this.#fitting(pen, row.name, left - 8), left - 6, top + each / 2 + 0.5);
      }
      for (const bar of row.bars) {
        const from = Math.max(left, x(bar.from)), to = Math.min(frame.right, x(bar.to));
        if (to < left || from > frame.right) continue;
        const wide = Math.max(1.5, to - from), high = bar.look === 'out' ? each - 1 : Math.max(3, each - 4);
        pen.globalAlpha = bar.look === 'out' ? 0.28 : bar.isOdd ? 0.55 : 0.9;
        pen.fillStyle = colours[bar.look];
        pen.fillRect(from, top + (each - high) / 2, wide, high);
        this.#bars.push({ ...bar, name: row.name, x: from, y: top, wide, high: each });
      }
      pen.globalAlpha = 1;
    });
    nowLine(pen, frame, x, data, colours);
    const bar = this.pointer && this.#find(...this.pointer);
    const hidden = data.rows.length - rows.length;
    this.output.textContent = bar ? `${bar.name}: ${bar.text}` : hidden > 0 ? `${data.text}; ${hidden} more rows` : data.text;
    this.canvas.setAttribute('aria-description', data.text);
  }

  /** As many rows as have room: those in which most has happened, in their order. */
  #chosen(rows, room) {
    if (rows.length <= room) return rows;
    const kept = new Set(rows.toSorted((a, b) => b.bars.length - a.bars.length).slice(0, room));
    return rows.filter(row => kept.has(row));
  }

  #fitting(pen, text, room) {
    if (pen.measureText(text).width <= room) return text;
    let cut = text;
    while (cut.length > 1 && pen.measureText(`${cut}…`).width > room) cut = cut.slice(0, -1);
    return `${cut}…`;
  }

  #find(x, y) {
    return this.#bars.findLast(bar => x >= bar.x - 2 && x <= bar.x + bar.wide + 2 && y >= bar.y && y < bar.y + bar.high);
  }
}

/** Returns `00:19:41 to 00:24:16`. */
export function between(from, to) { return `${timeOfDay(from)} to ${to === null ? 'now' : timeOfDay(to)}`; }
