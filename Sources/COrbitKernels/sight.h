// From TEME to the ground: the Earth's frame, the sub-satellite point, look angles, and the scan for passes.

void KERNEL(earth_fixed)(
    const double *const *from, ptrdiff_t count, const double *m, double rotation, double *const *to) {
  for (ptrdiff_t at = 0; at < count; at += LANES) {
    ptrdiff_t rest = count - at < LANES ? count - at : LANES;
    lanes x = load_some(from[0] + at, rest), y = load_some(from[1] + at, rest), z = load_some(from[2] + at, rest);
    for (int row = 0; row < 3; row++) {
      const double *n = m + 3 * row;
      store_some(to[row] + at, fused(all(n[0]), x, fused(all(n[1]), y, all(n[2]) * z)), rest);
    }
    if (from[3] == NULL) continue;
    // The velocity less that of the turning Earth.
    lanes vx = fused(all(rotation), y, load_some(from[3] + at, rest));
    lanes vy = fused(all(-rotation), x, load_some(from[4] + at, rest)), vz = load_some(from[5] + at, rest);
    for (int row = 0; row < 3; row++) {
      const double *n = m + 3 * row;
      store_some(to[3 + row] + at, fused(all(n[0]), vx, fused(all(n[1]), vy, all(n[2]) * vz)), rest);
    }
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
    lanes tx = load_some(x + at, rest), ty = load_some(y + at, rest), tz = load_some(z + at, rest);
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
    store_some(latitude + at, values[0], rest);
    store_some(longitude + at, values[1], rest);
    store_some(height + at, values[2], rest);
  }
}

void KERNEL(look_angles)(
    const double *const *from, ptrdiff_t count, const double *site, double rotation, double *const *to) {
  for (ptrdiff_t at = 0; at < count; at += LANES) {
    ptrdiff_t rest = count - at < LANES ? count - at : LANES;
    lanes p[6];
    for (int plane = 0; plane < 6; plane++) p[plane] = load_some(from[plane] + at, rest);
    lanes vx = fused(all(rotation), p[1], p[3]), vy = fused(all(-rotation), p[0], p[4]);
    lanes dx = p[0] - all(site[0]), dy = p[1] - all(site[1]), dz = p[2] - all(site[2]);
    lanes east = fused(dx, all(site[3]), fused(dy, all(site[4]), dz * all(site[5])));
    lanes north = fused(dx, all(site[6]), fused(dy, all(site[7]), dz * all(site[8])));
    lanes up = fused(dx, all(site[9]), fused(dy, all(site[10]), dz * all(site[11])));
    lanes flat = fused(east, east, north * north), range = root(fused(up, up, flat));
    lanes bearing = angle_of(east, north) * all(DEGREES);
    store_some(to[0] + at, choose(bearing < all(0.0), bearing + all(360.0), bearing), rest);
    store_some(to[1] + at, angle_of(up, root(flat)) * all(DEGREES), rest);
    store_some(to[2] + at, range, rest);
    store_some(to[3] + at, fused(dx, vx, fused(dy, vy, dz * p[5])) / range, rest);
  }
}

void KERNEL(elevations)(
    const double *states, ptrdiff_t stride, ptrdiff_t count, const double *sidereal, double rotation,
    const double *sites, ptrdiff_t siteStride, double *sine, double *slope) {
  for (ptrdiff_t at = 0; at < count; at += LANES) {
    ptrdiff_t rest = count - at < LANES ? count - at : LANES;
    lanes site[6], p[6];
    for (int plane = 0; plane < 6; plane++) {
      const double *from = sites + plane * siteStride;
      site[plane] = siteStride > 1 ? load_some(from + at, rest) : all(*from);
      p[plane] = load_some(states + plane * stride + at, rest);
    }
    // The site is turned into TEME, and the satellite's velocity is that relative to the turning Earth.
    lanes s = load_some(sidereal + at, rest), c = load_some(sidereal + stride + at, rest);
    lanes dx = p[0] - fused(c, site[0], -(s * site[1])), dy = p[1] - fused(s, site[0], c * site[1]);
    lanes dz = p[2] - site[2];
    lanes ux = fused(c, site[3], -(s * site[4])), uy = fused(s, site[3], c * site[4]), uz = site[5];
    lanes vx = fused(all(rotation), p[1], p[3]), vy = fused(all(-rotation), p[0], p[4]), vz = p[5];
    lanes inverse = all(1.0) / root(fused(dx, dx, fused(dy, dy, dz * dz)));
    lanes up = fused(dx, ux, fused(dy, uy, dz * uz)) * inverse;
    lanes along = fused(dx, vx, fused(dy, vy, dz * vz)) * inverse;
    lanes climb = fused(vx, ux, fused(vy, uy, vz * uz));
    // s = d.u / |d|, ds/dt = (v.u - s d.v / |d|) / |d|
    store_some(sine + at, up, rest);
    store_some(slope + at, fused(-up, along, climb) * inverse, rest);
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
