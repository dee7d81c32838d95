// From TEME to the ground: the Earth's frame, the sub-satellite point, look angles, and the scan for passes.

/// Turns rows of positions, and velocities where there are any, into the Earth's frame.
///
/// `turn` is the rotation at each place, row by row (nine numbers), `perPlace` apart or 0 for the same everywhere.
INLINE void earth_fixed(
    const double *const *from, ptrdiff_t count, const double *turn, ptrdiff_t perPlace, double rotation,
    double *const *to, int planes) {
  for (ptrdiff_t at = 0; at < count; at += LANES) {
    ptrdiff_t rest = count - at < LANES ? count - at : LANES;
    lanes m[9];
    for (int entry = 0; entry < 9; entry++) {
      m[entry] = perPlace == 0 ? all(turn[entry]) : some(turn + entry * perPlace + at, rest);
    }
    lanes x = some(from[0] + at, rest), y = some(from[1] + at, rest), z = some(from[2] + at, rest);
    lanes values[6] = {
        fused(m[0], x, fused(m[1], y, m[2] * z)),
        fused(m[3], x, fused(m[4], y, m[5] * z)),
        fused(m[6], x, fused(m[7], y, m[8] * z)),
    };
    if (planes == 6) {
      // The velocity less that of the turning Earth.
      lanes vx = fused(all(rotation), y, some(from[3] + at, rest));
      lanes vy = fused(all(-rotation), x, some(from[4] + at, rest)), vz = some(from[5] + at, rest);
      values[3] = fused(m[0], vx, fused(m[1], vy, m[2] * vz));
      values[4] = fused(m[3], vx, fused(m[4], vy, m[5] * vz));
      values[5] = fused(m[6], vx, fused(m[7], vy, m[8] * vz));
    }
    for (int plane = 0; plane < planes; plane++) {
      memcpy(to[plane] + at, &values[plane], (size_t)rest * sizeof(double));
    }
  }
}

void KERNEL(earth_fixed)(
    const double *const *from, ptrdiff_t count, const double *turn, ptrdiff_t perPlace, double rotation,
    double *const *to) {
  if (from[3] != NULL) {
    earth_fixed(from, count, turn, perPlace, rotation, to, 6);
  } else {
    earth_fixed(from, count, turn, perPlace, rotation, to, 3);
  }
}

/// The circle in whose direction a point lies.
INLINE circle direction(lanes sine, lanes cosine) {
  lanes inverse = all(1.0) / root(fused(sine, sine, cosine * cosine));
  return (circle){sine * inverse, cosine * inverse};
}

/// The latitude's tangent as a quotient, from the parametric latitude (Bowring 1976).
INLINE circle bowring(circle parametric, lanes across, lanes z) {
  lanes s = parametric.sine, c = parametric.cosine;
  return (circle){
      fused(all(WGS84_SECOND_E2 * WGS84_B) * (s * s), s, z),
      fused(all(-WGS84_E2 * WGS84_A) * (c * c), c, across),
  };
}

void KERNEL(geodetic)(
    const double *x, const double *y, const double *z, ptrdiff_t count, const double *turn, double *latitude,
    double *longitude, double *height) {
  for (ptrdiff_t at = 0; at < count; at += LANES) {
    ptrdiff_t rest = count - at < LANES ? count - at : LANES;
    lanes tx = some(x + at, rest), ty = some(y + at, rest), tz = some(z + at, rest);
    lanes ex = fused(all(turn[0]), tx, fused(all(turn[1]), ty, all(turn[2]) * tz));
    lanes ey = fused(all(turn[3]), tx, fused(all(turn[4]), ty, all(turn[5]) * tz));
    lanes ez = fused(all(turn[6]), tx, fused(all(turn[7]), ty, all(turn[8]) * tz));
    lanes across = root(fused(ex, ex, ey * ey));
    // Two rounds reach the last digit from the ground to beyond the Moon.
    circle tangent = bowring(direction(all(WGS84_A) * ez, all(WGS84_B) * across), across, ez);
    tangent = bowring(direction(all(WGS84_B) * tangent.sine, all(WGS84_A) * tangent.cosine), across, ez);
    circle place = direction(tangent.sine, tangent.cosine);
    lanes normal = root(fused(all(-WGS84_E2) * place.sine, place.sine, all(1.0)));
    lanes values[3] = {
        angle_of(tangent.sine, tangent.cosine) * all(DEGREES),
        angle_of(ey, ex) * all(DEGREES),
        fused(across, place.cosine, fused(ez, place.sine, all(-WGS84_A) * normal)) * all(1000.0),
    };
    memcpy(latitude + at, &values[0], (size_t)rest * sizeof(double));
    memcpy(longitude + at, &values[1], (size_t)rest * sizeof(double));
    memcpy(height + at, &values[2], (size_t)rest * sizeof(double));
  }
}

void KERNEL(look_angles)(
    const double *x, const double *y, const double *z, ptrdiff_t count, const double *site, double *azimuth,
    double *elevation, double *range) {
  for (ptrdiff_t at = 0; at < count; at += LANES) {
    ptrdiff_t rest = count - at < LANES ? count - at : LANES;
    lanes dx = some(x + at, rest) - all(site[0]), dy = some(y + at, rest) - all(site[1]);
    lanes dz = some(z + at, rest) - all(site[2]);
    lanes east = fused(dx, all(site[3]), fused(dy, all(site[4]), dz * all(site[5])));
    lanes north = fused(dx, all(site[6]), fused(dy, all(site[7]), dz * all(site[8])));
    lanes up = fused(dx, all(site[9]), fused(dy, all(site[10]), dz * all(site[11])));
    lanes flat = fused(east, east, north * north);
    lanes bearing = angle_of(east, north) * all(DEGREES);
    lanes values[3] = {
        choose(bearing < all(0.0), bearing + all(360.0), bearing),
        angle_of(up, root(flat)) * all(DEGREES),
        root(fused(up, up, flat)),
    };
    memcpy(azimuth + at, &values[0], (size_t)rest * sizeof(double));
    memcpy(elevation + at, &values[1], (size_t)rest * sizeof(double));
    memcpy(range + at, &values[2], (size_t)rest * sizeof(double));
  }
}

void KERNEL(elevations)(
    const double *const *earthFixed, ptrdiff_t count, const double *const *sites, ptrdiff_t perPlace, double *sine,
    double *slope) {
  for (ptrdiff_t at = 0; at < count; at += LANES) {
    ptrdiff_t rest = count - at < LANES ? count - at : LANES;
    lanes s[6], p[6];
    for (int plane = 0; plane < 6; plane++) {
      s[plane] = perPlace != 0 ? some(sites[plane] + at, rest) : all(sites[plane][0]);
      p[plane] = some(earthFixed[plane] + at, rest);
    }
    lanes dx = p[0] - s[0], dy = p[1] - s[1], dz = p[2] - s[2];
    lanes inverse = all(1.0) / root(fused(dx, dx, fused(dy, dy, dz * dz)));
    lanes up = fused(dx, s[3], fused(dy, s[4], dz * s[5])) * inverse;
    lanes along = fused(dx, p[3], fused(dy, p[4], dz * p[5])) * inverse;
    lanes climb = fused(p[3], s[3], fused(p[4], s[4], p[5] * s[5]));
    // s = d.u / |d|, ds/dt = (v.u - s d.v / |d|) / |d|
    lanes change = fused(-up, along, climb) * inverse;
    memcpy(sine + at, &up, (size_t)rest * sizeof(double));
    memcpy(slope + at, &change, (size_t)rest * sizeof(double));
  }
}

typedef _Bool flags __attribute__((ext_vector_type(LANES)));

INLINE uint32_t packed(bits condition) {
  flags narrow = __builtin_convertvector(condition, flags);
#if LANES == 16
  uint16_t mask;
#else
  uint8_t mask;
#endif
  memcpy(&mask, &narrow, sizeof mask);
  return mask & ((1u << LANES) - 1);
}

ptrdiff_t KERNEL(scan)(
    const double *x, const double *y, const double *z, ptrdiff_t rowStride, ptrdiff_t times, const orbit_scan *scan,
    uint16_t *inReach, orbit_scan_event *events) {
  ptrdiff_t found = 0;
  for (ptrdiff_t time = 0; time < times; time++) {
    const double *stations = scan->directions + time * scan->stations * 3;
    for (int part = 0; part < ORBIT_BLOCK; part += LANES) {
      ptrdiff_t at = time * rowStride + part;
      lanes px = load(x + at), py = load(y + at), pz = load(z + at);
      lanes inverse = all(1.0) / root(fused(px, px, fused(py, py, pz * pz)));
      px *= inverse, py *= inverse, pz *= inverse;
      ptrdiff_t station = 0;
      for (ptrdiff_t group = 0; group < scan->groups; group++) {
        const double *mask = scan->masks + group * 3;
        lanes q = all(mask[0]) * inverse;
        lanes least = fused(q, all(mask[1]), root(fused(-q, q, all(1.0))) * all(mask[2]));
        for (; station < scan->groupEnds[group]; station++) {
          if (!scan->active[station]) continue;
          const double *s = stations + station * 3;
          bits reached = fused(px, all(s[0]), fused(py, all(s[1]), pz * all(s[2]))) > least;
          uint32_t now = packed(reached) << part, field = ((1u << LANES) - 1) << part;
          uint32_t changed = (inReach[station] & field) ^ now;
          if (__builtin_expect(changed != 0, 0)) {
            inReach[station] = (uint16_t)(inReach[station] ^ changed);
            for (; changed != 0; changed &= changed - 1) {
              events[found++] = (orbit_scan_event){
                  .lane = __builtin_ctz(changed), .station = (int32_t)station, .time = (int32_t)time};
            }
          }
        }
      }
    }
  }
  return found;
}
