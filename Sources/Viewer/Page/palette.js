// Colours: of a recorder's fill, and those that the views take from the style sheet.

/** From empty to full: told apart by lightness too, so that it reads without red and green. */
const STOPS = [[0, 62, 124, 205], [0.4, 38, 170, 176], [0.65, 222, 196, 84], [0.85, 238, 139, 56], [1, 226, 61, 67]];
/** How many shades there are: as many batches as a view draws. */
export const SHADES = 48;
/** The shade of a satellite of which no fill is known. */
export const NO_SHADE = SHADES;

const shades = Array.from({ length: SHADES }, (_, k) => mixed(k / (SHADES - 1))).concat([[139, 155, 173]]);

function mixed(part) {
  const after = Math.max(1, STOPS.findIndex(stop => stop[0] >= part));
  const [a, b] = [STOPS[after - 1], STOPS[after]];
  const share = (part - a[0]) / (b[0] - a[0]);
  return [1, 2, 3].map(n => Math.round(a[n] + share * (b[n] - a[n])));
}

/** Returns the shade of a fill, 0 to 1. */
export function shade(fill) {
  return Number.isFinite(fill) ? Math.min(SHADES - 1, Math.max(0, Math.round(fill * (SHADES - 1)))) : NO_SHADE;
}

/** Returns red, green and blue, 0 to 255, of a shade. */
export function rgb(number) { return shades[number]; }
export function css(number) { return `rgb(${shades[number].join(' ')})`; }

const NAMES = ['ocean', 'land', 'border', 'graticule', 'night', 'up', 'out', 'link', 'serving', 'terminal', 'track',
  'footprint', 'text', 'quiet', 'line', 'ground', 'accent', 'space'];
let known = null;
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { known = null; });

/** Returns the colours of the style sheet, by name, for light or dark as it is. */
export function theme() {
  if (known) return known;
  const style = getComputedStyle(document.documentElement);
  known = Object.fromEntries(NAMES.map(name => [name, style.getPropertyValue(`--${name}`).trim()]));
  known.isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  return known;
}
