// A table of any length: only the rows in sight are in the document.

import { element, say } from '/viewer/format.js';

let number = 0;

/**
 * Columns are {key, title, unit, width, right, wideOnly, sort, cell}: `sort` gives what a row is sorted by, `cell` fills
 * an element with it. Rows are any values; `key` tells one from another.
 */
export class Table {
  #columns;
  #key;
  #rows = [];
  #shown = [];
  #body;
  #room;
  #made = [];
  #heads = [];
  #sort;
  #chosen = null;
  #active = 0;
  #id = `t${++number}`;
  #empty;

  constructor(holder, { label, columns, key, sort, empty, onchoose }) {
    this.#columns = columns;
    this.#key = key;
    this.#sort = sort ?? null;
    this.onchoose = onchoose ?? (() => {});
    this.#heads = columns.map(column => element('div', { role: 'columnheader', className: this.#classes(column) },
      element('button', { type: 'button', onclick: () => this.#sortBy(column) }, column.title,
        column.unit ? element('span', { className: 'unit' }, column.unit) : null)));
    this.#room = element('div', { className: 'room', role: 'presentation' });
    this.#empty = element('p', { className: 'empty' }, empty ?? 'Nothing yet.');
    this.#body = element('div', {
      className: 'rows', role: 'grid', tabIndex: 0, 'aria-label': label, onkeydown: event => this.#press(event),
    }, this.#room, this.#empty);
    const head = element('div', { className: 'head', role: 'row' }, ...this.#heads);
    holder.replaceChildren(head, this.#body);
    this.#holder = holder;
    this.#body.addEventListener('scroll', () => this.#draw());
    this.#head = head;
    // Which lets go of a table that is no longer in the page.
    new ResizeObserver(() => this.#measure()).observe(this.#body);
    this.#measure();
    this.#tell();
  }

  #holder;
  #head;
  #height = 28;

  #classes(column) { return [column.right ? 'right' : '', column.wideOnly ? 'wide-only' : ''].join(' ').trim(); }

  #measure() {
    const isNarrow = matchMedia('(max-width: 860px)').matches;
    this.#height = isNarrow ? 34 : 28;
    const columns = this.#columns.filter(column => !(isNarrow && column.wideOnly)).map(column => column.width).join(' ');
    this.#holder.style.setProperty('--columns', columns);
    this.#draw();
  }

  /** How many rows it has. */
  get count() { return this.#rows.length; }
  /** The rows in their order, for those who look closely. */
  get rows() { return this.#rows; }

  /** Takes rows; they are brought into the order that was asked for. */
  fill(rows) {
    this.#rows = rows;
    if (this.#sort) {
      const { column, isDown } = this.#sort, by = this.#columns.find(c => c.key === column).sort;
      const keys = new Map(rows.map(row => [row, by(row)]));
      const order = (a, b) => {
        const [x, y] = [keys.get(a), keys.get(b)];
        // What is not known stands at the end, whichever way it goes.
        const isX = x === null || x === undefined || Number.isNaN(x), isY = y === null || y === undefined || Number.isNaN(y);
        if (isX || isY) return isX - isY;
        const sign = typeof x === 'string' ? x.localeCompare(y, 'en', { numeric: true }) : x - y;
        return isDown ? -sign : sign;
      };
      this.#rows = rows.toSorted(order);
    }
    this.#active = Math.min(this.#active, Math.max(0, rows.length - 1));
    this.#draw();
  }

  /** Marks the row of a key, and brings it into sight. */
  choose(key, show = false) {
    this.#chosen = key;
    const at = this.#rows.findIndex(row => this.#key(row) === key);
    if (at >= 0) {
      this.#active = at;
      if (show) this.#show(at);
    }
    this.#draw();
  }

  focus() { this.#body.focus(); }

  #sortBy(column) {
    const isSame = this.#sort?.column === column.key;
    this.#sort = { column: column.key, isDown: isSame ? !this.#sort.isDown : Boolean(column.right) };
    this.#tell();
    this.fill(this.#rows);
    this.#body.scrollTop = 0;
  }

  #tell() {
    this.#columns.forEach((column, k) => {
      if (this.#sort?.column === column.key) this.#heads[k].setAttribute('aria-sort', this.#sort.isDown ? 'descending' : 'ascending');
      else this.#heads[k].removeAttribute('aria-sort');
    });
  }

  #press(event) {
    const page = Math.max(1, Math.floor(this.#body.clientHeight / this.#height) - 1), last = this.#rows.length - 1;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps && last >= 0) {
      this.#active = Math.max(0, Math.min(last, this.#active + steps[event.key]));
      this.#show(this.#active);
      this.#draw();
    } else if ((event.key === 'Enter' || event.key === ' ') && this.#rows[this.#active] !== undefined) {
      this.onchoose(this.#rows[this.#active]);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #show(at) {
    const top = at * this.#height, { scrollTop, clientHeight } = this.#body;
    if (top < scrollTop) this.#body.scrollTop = top;
    else if (top + this.#height > scrollTop + clientHeight) this.#body.scrollTop = top + this.#height - clientHeight;
  }

  #draw() {
    const { scrollTop, clientHeight } = this.#body, height = this.#height;
    this.#room.style.height = `${this.#rows.length * height}px`;
    this.#empty.hidden = this.#rows.length > 0;
    this.#room.hidden = this.#rows.length === 0;
    this.#head.style.setProperty('--bar', `${this.#body.offsetWidth - this.#body.clientWidth}px`);
    this.#body.setAttribute('aria-rowcount', this.#rows.length);
    const first = Math.max(0, Math.floor(scrollTop / height) - 2);
    const count = Math.min(this.#rows.length - first, Math.ceil(clientHeight / height) + 5);
    while (this.#made.length < count) this.#make();
    this.#made.forEach((made, k) => {
      made.row.hidden = k >= count;
      if (k >= count) return;
      const at = first + k, row = this.#rows[at], isChosen = this.#key(row) === this.#chosen;
      made.value = row;
      made.row.style.top = `${at * height}px`;
      made.row.id = `${this.#id}-${at}`;
      made.row.setAttribute('aria-rowindex', at + 1);
      made.row.setAttribute('aria-selected', isChosen);
      made.row.classList.toggle('active', at === this.#active);
      this.#columns.forEach((column, n) => column.cell(row, made.cells[n]));
    });
    if (this.#rows.length > 0) this.#body.setAttribute('aria-activedescendant', `${this.#id}-${this.#active}`);
    else this.#body.removeAttribute('aria-activedescendant');
  }

  #make() {
    const cells = this.#columns.map(column => element('div', { role: 'gridcell', className: this.#classes(column) }));
    const made = { row: element('div', { className: 'row', role: 'row' }, ...cells), cells, value: null };
    made.row.addEventListener('click', () => {
      this.#active = this.#rows.indexOf(made.value);
      this.onchoose(made.value);
    });
    this.#room.append(made.row);
    this.#made.push(made);
  }
}

/** Makes a cell of a text. */
export function text(of, classOf) {
  return (row, cell) => {
    say(cell, of(row));
    if (classOf) {
      const name = classOf(row) ?? '';
      if (cell.dataset.look !== name) {
        if (cell.dataset.look) cell.classList.remove(cell.dataset.look);
        if (name) cell.classList.add(name);
        cell.dataset.look = name;
      }
    }
  };
}
