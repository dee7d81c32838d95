// The loops over orbits and times around the kernels.

/// How many times a group of lanes is taken through before the next group: few enough pages of the output at once
/// for the address cache, enough to read the constants from memory seldom.
#define TIME_TILE 8

typedef lanes lines __attribute__((aligned(64)));

/// Whether the planes and the steps between their rows begin on lines of the caches.
INLINE int is_on_lines(orbit_output output, int planes) {
  uintptr_t all = (uintptr_t)output.timeStride * sizeof(double);
  for (int plane = 0; plane < planes; plane++) all |= (uintptr_t)output.planes[plane];
  return (all & 63) == 0;
}

INLINE void put_errors(bits error, ptrdiff_t count, uint8_t *errors) {
  if (__builtin_expect(any(-error), 0)) {
    for (ptrdiff_t lane = 0; lane < count; lane++) errors[lane] = (uint8_t)error[lane];
  } else {
    memset(errors, 0, (size_t)count);
  }
}

/// Writes the first `count` lanes of a state side by side.
INLINE void put(state s, ptrdiff_t count, ptrdiff_t at, orbit_output output, int planes, int streaming) {
  lanes values[6] = {s.x, s.y, s.z, s.vx, s.vy, s.vz};
  for (int plane = 0; plane < planes; plane++) {
    double *to = output.planes[plane] + at;
    if (streaming && count == LANES) {
      __builtin_nontemporal_store(values[plane], (lines *)to);
    } else {
      store_some(to, values[plane], count);
    }
  }
  if (output.errors != NULL) put_errors(s.error, count, output.errors + at);
}

/// Writes the lanes of a state each to its orbit, or nowhere where that is negative.
INLINE void scatter(state s, const int32_t *orbit, ptrdiff_t at, orbit_output output, int planes) {
  lanes values[6] = {s.x, s.y, s.z, s.vx, s.vy, s.vz};
  for (int plane = 0; plane < planes; plane++) {
    double numbers[LANES];
    memcpy(numbers, &values[plane], sizeof numbers);
    for (int lane = 0; lane < LANES; lane++) {
      if (orbit[lane] >= 0) output.planes[plane][at + orbit[lane]] = numbers[lane];
    }
  }
  if (output.errors == NULL) return;
  for (int lane = 0; lane < LANES; lane++) {
    if (orbit[lane] >= 0) output.errors[at + orbit[lane]] = (uint8_t)s.error[lane];
  }
}

/// Minutes since the epoch, from days and minutes of the day: a pure function of the two instants.
INLINE lanes since(lanes epochDay, lanes epochMinute, lanes day, lanes minute) {
  return fused(day - epochDay, all(1440.0), minute - epochMinute);
}

INLINE void near_orbits(
    const orbit_set *set, ptrdiff_t number, orbit_times times, ptrdiff_t from, ptrdiff_t to, orbit_output output,
    int planes, int streaming) {
  const int oneOrbit = 0;
  for (ptrdiff_t part = 0; part < ORBIT_BLOCK; part += LANES) {
    const double *block = set->near + number * (ORBIT_NEAR_FIELDS * ORBIT_BLOCK) + part;
    const uint32_t full = (1u << LANES) - 1, taken = ((uint32_t)set->nearLanes[number] >> part) & full;
    if (taken == 0) continue;
    int32_t orbit[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      orbit[lane] = (taken >> lane & 1) != 0 ? set->nearFirst[number] + (int32_t)part + lane : -1;
    }
    for (ptrdiff_t time = from; time < to; time++) {
      lanes t = since(CONSTANT(EPOCH_DAY), CONSTANT(EPOCH_MINUTE), all(times.days[time]), all(times.minutes[time]));
      state s = near_state(block, t, 0, planes == 6);
      if (taken == full) {
        put(s, LANES, time * output.timeStride + orbit[0], output, planes, streaming);
      } else {
        scatter(s, orbit, time * output.timeStride, output, planes);
      }
    }
  }
}

INLINE void deep_orbits(
    const orbit_set *set, double *segments, ptrdiff_t first, orbit_times times, ptrdiff_t from, ptrdiff_t to,
    orbit_output output, int planes) {
  const int oneOrbit = 0;
  const double *block = set->deep + first / ORBIT_BLOCK * (ORBIT_DEEP_FIELDS * ORBIT_BLOCK) + first % ORBIT_BLOCK;
  double *segment = segments + first / ORBIT_BLOCK * (ORBIT_SEGMENT_FIELDS * ORBIT_BLOCK) + first % ORBIT_BLOCK;
  int32_t orbit[LANES];
  for (int lane = 0; lane < LANES; lane++) orbit[lane] = first + lane < set->deepOrbits ? set->deepOrbit[first + lane] : -1;
  for (ptrdiff_t time = from; time < to; time++) {
    lanes t = since(DEEP(EPOCH_DAY), DEEP(EPOCH_MINUTE), all(times.days[time]), all(times.minutes[time]));
    bits held = (t > load(segment + ORBIT_SEGMENT_AFTER * ORBIT_BLOCK))
        & (t < load(segment + ORBIT_SEGMENT_BEFORE * ORBIT_BLOCK));
    if (__builtin_expect(any(~held), 0)) {
      for (int lane = 0; lane < LANES; lane++) {
        orbit_segment_seek(segment + lane, ORBIT_BLOCK, set->resonance + (first + lane) * ORBIT_RESONANCE_FIELDS, t[lane]);
      }
    }
    scatter(deep_state(block, segment, t, 0, 0, planes == 6), orbit, time * output.timeStride, output, planes);
  }
}

INLINE void failed_orbits(
    const orbit_set *set, ptrdiff_t number, ptrdiff_t from, ptrdiff_t to, orbit_output output, int planes) {
  for (ptrdiff_t time = from; time < to; time++) {
    ptrdiff_t at = time * output.timeStride + set->failedOrbit[number];
    for (int plane = 0; plane < planes; plane++) output.planes[plane][at] = __builtin_nan("");
    if (output.errors != NULL) output.errors[at] = set->failedCode[number];
  }
}

INLINE void over_orbits(
    const orbit_set *set, double *segments, ptrdiff_t part, ptrdiff_t parts, orbit_times times, orbit_output output,
    int planes) {
  const int streaming = output.streaming && is_on_lines(output, planes);
  const ptrdiff_t groups = (set->deepOrbits + ORBIT_BLOCK - 1) / ORBIT_BLOCK;
  const ptrdiff_t near = set->nearBlocks * part / parts, nearEnd = set->nearBlocks * (part + 1) / parts;
  const ptrdiff_t deep = groups * part / parts * ORBIT_BLOCK, deepEnd = groups * (part + 1) / parts * ORBIT_BLOCK;
  const ptrdiff_t failed = set->failedOrbits * part / parts, failedEnd = set->failedOrbits * (part + 1) / parts;
  for (ptrdiff_t from = 0; from < times.count; from += TIME_TILE) {
    ptrdiff_t to = from + TIME_TILE < times.count ? from + TIME_TILE : times.count;
    for (ptrdiff_t block = near; block < nearEnd; block++) {
      near_orbits(set, block, times, from, to, output, planes, streaming);
    }
    for (ptrdiff_t orbit = deep; orbit < deepEnd && orbit < set->deepOrbits; orbit += LANES) {
      deep_orbits(set, segments, orbit, times, from, to, output, planes);
    }
    for (ptrdiff_t number = failed; number < failedEnd; number++) {
      failed_orbits(set, number, from, to, output, planes);
    }
  }
}

void KERNEL(states_over_orbits)(
    const orbit_set *set, double *segments, ptrdiff_t part, ptrdiff_t parts, orbit_times times, orbit_output output) {
  if (output.planes[3] != NULL) {
    over_orbits(set, segments, part, parts, times, output, 6);
  } else {
    over_orbits(set, segments, part, parts, times, output, 3);
  }
}

INLINE void near_times(const double *block, orbit_times times, orbit_output output, int planes) {
  const int oneOrbit = 1;
  for (ptrdiff_t time = 0; time < times.count; time += LANES) {
    ptrdiff_t count = times.count - time < LANES ? times.count - time : LANES;
    lanes t = since(CONSTANT(EPOCH_DAY), CONSTANT(EPOCH_MINUTE), load_some(times.days + time, count),
                    load_some(times.minutes + time, count));
    put(near_state(block, t, 1, planes == 6), count, time, output, planes, 0);
  }
}

void KERNEL(near_over_times)(const double *block, orbit_times times, orbit_output output) {
  if (output.planes[3] != NULL) {
    near_times(block, times, output, 6);
  } else {
    near_times(block, times, output, 3);
  }
}

INLINE void deep_times(
    const double *block, const double *resonance, orbit_times times, orbit_output output, int planes) {
  const int oneOrbit = 1;
  double one[ORBIT_SEGMENT_FIELDS * ORBIT_BLOCK], many[ORBIT_SEGMENT_FIELDS * ORBIT_BLOCK];
  orbit_segment_begin(one, ORBIT_BLOCK, resonance);
  for (ptrdiff_t time = 0; time < times.count; time += LANES) {
    ptrdiff_t count = times.count - time < LANES ? times.count - time : LANES;
    lanes t = since(DEEP(EPOCH_DAY), DEEP(EPOCH_MINUTE), load_some(times.days + time, count),
                    load_some(times.minutes + time, count));
    double after = one[ORBIT_SEGMENT_AFTER * ORBIT_BLOCK], before = one[ORBIT_SEGMENT_BEFORE * ORBIT_BLOCK];
    state s;
    if (__builtin_expect(any(~((t > all(after)) & (t < all(before)))), 0)) {
      for (int lane = 0; lane < LANES; lane++) {
        orbit_segment_seek(one, ORBIT_BLOCK, resonance, t[lane]);
        for (int field = 0; field < ORBIT_SEGMENT_FIELDS; field++) {
          many[field * ORBIT_BLOCK + lane] = one[field * ORBIT_BLOCK];
        }
      }
      s = deep_state(block, many, t, 1, 0, planes == 6);
    } else {
      s = deep_state(block, one, t, 1, 1, planes == 6);
    }
    put(s, count, time, output, planes, 0);
  }
}

void KERNEL(deep_over_times)(const double *block, const double *resonance, orbit_times times, orbit_output output) {
  if (output.planes[3] != NULL) {
    deep_times(block, resonance, times, output, 6);
  } else {
    deep_times(block, resonance, times, output, 3);
  }
}
