// The Earth: places in degrees and in metres of its own frame, circles on it, and where the sun is overhead.

export const RADIANS = Math.PI / 180;
/** WGS84: semi-major axis in m, and flattening. */
const A = 6_378_137, F = 1 / 298.257223563, E2 = F * (2 - F);
/** Mean radius, m, and gravitational parameter, m^3/s^2. */
export const RADIUS = 6_371_000, MU = 3.986004418e14;

/** Returns x, y, z in m of a geodetic place. */
export function fixed(latitude, longitude, height) {
  const sin = Math.sin(latitude * RADIANS), cos = Math.cos(latitude * RADIANS);
  const n = A / Math.sqrt(1 - E2 * sin * sin);
  return [
    (n + height) * cos * Math.cos(longitude * RADIANS), (n + height) * cos * Math.sin(longitude * RADIANS),
    (n * (1 - E2) + height) * sin,
  ];
}

/** Returns latitude and longitude in degrees and height in m (Bowring's first step: good to a mm at these heights). */
export function geodetic(x, y, z) {
  const p = Math.hypot(x, y), b = A * (1 - F);
  const theta = Math.atan2(z * A, p * b);
  const latitude = Math.atan2(
    z + E2 / (1 - E2) * b * Math.sin(theta) ** 3, p - E2 * A * Math.cos(theta) ** 3);
  const sin = Math.sin(latitude), n = A / Math.sqrt(1 - E2 * sin * sin);
  const height = p > 1_000 ? p / Math.cos(latitude) - n : Math.abs(z) - b;
  return [latitude / RADIANS, Math.atan2(y, x) / RADIANS, height];
}

/** Returns an angle in degrees brought to -180...180. */
export function wrapped(degrees) { return degrees - 360 * Math.round(degrees / 360); }

/** Returns the places on a circle of an angular radius, degrees, as [latitude, longitude] with longitudes that go on. */
export function circle(latitude, longitude, radius, count = 120) {
  const sinLat = Math.sin(latitude * RADIANS), cosLat = Math.cos(latitude * RADIANS);
  const sinR = Math.sin(radius * RADIANS), cosR = Math.cos(radius * RADIANS);
  const places = [];
  let before = null;
  for (let k = 0; k <= count; k++) {
    const bearing = 2 * Math.PI * k / count;
    const sin = sinLat * cosR + cosLat * sinR * Math.cos(bearing);
    const lat = Math.asin(Math.max(-1, Math.min(1, sin)));
    let lon = longitude + Math.atan2(Math.sin(bearing) * sinR * cosLat, cosR - sinLat * sin) / RADIANS;
    if (before !== null) lon = before + wrapped(lon - before);
    before = lon;
    places.push([lat / RADIANS, lon]);
  }
  // The pole that it goes round, if it goes round one.
  places.pole = latitude < 0 ? -90 : 90;
  return places;
}

/** Returns the angle at the Earth's centre, degrees, from which a satellite at a height is seen at an elevation. */
export function reach(height, elevation) {
  const e = elevation * RADIANS;
  return (Math.acos(Math.min(1, RADIUS / (RADIUS + height) * Math.cos(e))) - e) / RADIANS;
}

/** Returns the time of a revolution, s, at a distance from the Earth's centre, m. */
export function period(distance) { return 2 * Math.PI * Math.sqrt(distance ** 3 / MU); }

/** Returns where the sun is overhead, degrees (Astronomical Almanac's low-precision formulae: 0.01 degrees). */
export function subsolar(time) {
  const days = time / 86_400_000 + 2_440_587.5 - 2_451_545;
  const mean = (280.46 + 0.9856474 * days) * RADIANS, anomaly = (357.528 + 0.9856003 * days) * RADIANS;
  const ecliptic = mean + (1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RADIANS;
  const obliquity = (23.439 - 4e-7 * days) * RADIANS;
  const ascension = Math.atan2(Math.cos(obliquity) * Math.sin(ecliptic), Math.cos(ecliptic)) / RADIANS;
  const sidereal = 280.46062 + 360.98564737 * days;
  return [Math.asin(Math.sin(obliquity) * Math.sin(ecliptic)) / RADIANS, wrapped(ascension - sidereal)];
}
