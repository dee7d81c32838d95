// Numbers and times as text: fixed decimals, so that figures stand under each other.

const MINUS = '\u2212';

/** Returns a number with fixed decimals and thin spaces between thousands; an en dash for none. */
export function figure(value, decimals = 0) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const [whole, rest] = Math.abs(value).toFixed(decimals).split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, '\u202f') : whole;
  return (value < 0 && Number(value.toFixed(decimals)) !== 0 ? MINUS : '') + grouped + (rest ? `.${rest}` : '');
}

export function percent(part, decimals = 0) { return Number.isFinite(part) ? figure(100 * part, decimals) : '–'; }

/** Returns `2018-01-21 00:19:41`. */
export function dateAndTime(ms) { return new Date(ms).toISOString().slice(0, 19).replace('T', ' '); }

/** Returns `00:19:41`. */
export function timeOfDay(ms) { return new Date(ms).toISOString().slice(11, 19); }

/** Returns `4 min 05 s`, `2 h 00 min`, `3 d 04 h`: two units at most. */
export function span(ms) {
  const s = Math.max(0, Math.round(ms / 1_000)), two = n => String(n).padStart(2, '0');
  if (s < 60) return `${s} s`;
  if (s < 3_600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
  if (s < 86_400) return `${Math.floor(s / 3_600)} h ${two(Math.floor(s % 3_600 / 60))} min`;
  return `${Math.floor(s / 86_400)} d ${two(Math.floor(s % 86_400 / 3_600))} h`;
}

/** Returns `41.2° N`. */
export function latitude(degrees) { return `${figure(Math.abs(degrees), 2)}° ${degrees < 0 ? 'S' : 'N'}`; }
export function longitude(degrees) { return `${figure(Math.abs(degrees), 2)}° ${degrees < 0 ? 'W' : 'E'}`; }

/** Makes an element: its name, what it has, and what is in it. Text is text, never markup. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (key in made && key !== 'role') made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

/** Changes a text where it differs, so that nothing is drawn anew that stays. */
export function say(place, text) { if (place.textContent !== text) place.textContent = text; }
