// Puts orbits through every kernel and writes all that comes out, or compares two such files.
//
//   states CONSTANTS INSTRUCTIONS RESULTS     INSTRUCTIONS: 0 portable, 1 AVX2, 2 AVX-512
//   states compare RESULTS RESULTS [KM]       ends with 1 where they are not the same bits, or not within KM

#include "COrbitKernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RESULTS 27
static const char *const names[RESULTS] = {
    "x km", "y km", "z km", "vx km/s", "vy km/s", "vz km/s", "code",
    "x km, over times", "y km, over times", "z km, over times",
    "vx km/s, over times", "vy km/s, over times", "vz km/s, over times", "code, over times",
    "x km, Earth", "y km, Earth", "z km, Earth", "latitude deg", "longitude deg", "height m",
    "azimuth deg", "elevation deg", "range km", "range rate km/s", "sine of the elevation", "its change a second",
    "stations reached or left",
};

static void *checked(void *made) {
  if (made == NULL) {
    perror("states");
    exit(2);
  }
  return made;
}

static double *numbers(size_t count) { return checked(aligned_alloc(128, (count * sizeof(double) / 128 + 1) * 128)); }

static double *read_all(const char *path, size_t *count) {
  FILE *file = checked(fopen(path, "rb"));
  fseek(file, 0, SEEK_END);
  *count = (size_t)ftell(file) / sizeof(double);
  rewind(file);
  double *all = numbers(*count);
  if (fread(all, sizeof(double), *count, file) != *count) checked(NULL);
  fclose(file);
  return all;
}

/// Lays records of fields out in blocks of orbits; the last record fills the last block up.
static double *blocks(const double *records, ptrdiff_t count, ptrdiff_t stride, ptrdiff_t fields) {
  ptrdiff_t blockCount = (count + ORBIT_BLOCK - 1) / ORBIT_BLOCK;
  double *table = numbers((size_t)(blockCount * fields * ORBIT_BLOCK));
  for (ptrdiff_t lane = 0; lane < blockCount * ORBIT_BLOCK; lane++) {
    const double *record = records + (lane < count ? lane : count - 1) * stride;
    for (ptrdiff_t field = 0; field < fields; field++) {
      table[(lane / ORBIT_BLOCK * fields + field) * ORBIT_BLOCK + lane % ORBIT_BLOCK] = record[field];
    }
  }
  return table;
}

static int run(const char *path, int instructions, const char *into) {
  size_t size;
  const double *in = read_all(path, &size);
  const ptrdiff_t near = (ptrdiff_t)in[0], deep = (ptrdiff_t)in[1], times = (ptrdiff_t)in[2], orbits = near + deep;
  const ptrdiff_t deepRecord = ORBIT_DEEP_FIELDS + ORBIT_RESONANCE_FIELDS;
  const double *nearRecords = in + 3, *deepRecords = nearRecords + near * ORBIT_NEAR_FIELDS;
  const double *days = deepRecords + deep * deepRecord;
  if (near == 0 || deep == 0 || size != (size_t)(days + 2 * times - in)) {
    fprintf(stderr, "states: %s does not hold what it says\n", path);
    return 2;
  }
  orbit_times instants = {days, days + times, times};

  const ptrdiff_t nearBlocks = (near + ORBIT_BLOCK - 1) / ORBIT_BLOCK;
  const ptrdiff_t deepLanes = (deep + ORBIT_BLOCK - 1) / ORBIT_BLOCK * ORBIT_BLOCK;
  int32_t *nearFirst = checked(calloc((size_t)nearBlocks, sizeof *nearFirst));
  uint16_t *nearLanes = checked(calloc((size_t)nearBlocks, sizeof *nearLanes));
  for (ptrdiff_t orbit = 0; orbit < near; orbit++) {
    nearFirst[orbit / ORBIT_BLOCK] = (int32_t)(orbit / ORBIT_BLOCK * ORBIT_BLOCK);
    nearLanes[orbit / ORBIT_BLOCK] |= (uint16_t)(1u << orbit % ORBIT_BLOCK);
  }
  int32_t *deepOrbit = checked(calloc((size_t)deep, sizeof *deepOrbit));
  double *resonance = numbers((size_t)(deepLanes * ORBIT_RESONANCE_FIELDS));
  for (ptrdiff_t lane = 0; lane < deepLanes; lane++) {
    if (lane < deep) deepOrbit[lane] = (int32_t)(near + lane);
    memcpy(resonance + lane * ORBIT_RESONANCE_FIELDS,
           deepRecords + (lane < deep ? lane : deep - 1) * deepRecord + ORBIT_DEEP_FIELDS,
           ORBIT_RESONANCE_FIELDS * sizeof(double));
  }
  orbit_set set = {
      .near = blocks(nearRecords, near, ORBIT_NEAR_FIELDS, ORBIT_NEAR_FIELDS),
      .nearBlocks = nearBlocks,
      .nearFirst = nearFirst,
      .nearLanes = nearLanes,
      .deep = blocks(deepRecords, deep, deepRecord, ORBIT_DEEP_FIELDS),
      .deepOrbits = deep,
      .deepOrbit = deepOrbit,
      .resonance = resonance,
  };
  double *segments = numbers((size_t)(deepLanes * ORBIT_SEGMENT_FIELDS));
  for (ptrdiff_t lane = 0; lane < deepLanes; lane++) {
    double *segment = segments + lane / ORBIT_BLOCK * ORBIT_SEGMENT_FIELDS * ORBIT_BLOCK + lane % ORBIT_BLOCK;
    orbit_segment_begin(segment, ORBIT_BLOCK, resonance + lane * ORBIT_RESONANCE_FIELDS);
  }

  const ptrdiff_t states = orbits * times;
  double *result[RESULTS];
  for (int number = 0; number < RESULTS; number++) result[number] = numbers((size_t)states);
  uint8_t *codes = checked(calloc((size_t)states, 1));

  orbit_output output = {.errors = codes, .orbitStride = 1, .timeStride = orbits};
  for (int plane = 0; plane < 6; plane++) output.planes[plane] = result[plane];
  orbit_states_over_orbits(instructions, &set, segments, 0, 1, instants, output);
  for (ptrdiff_t state = 0; state < states; state++) result[6][state] = codes[state];

  for (ptrdiff_t orbit = 0; orbit < orbits; orbit++) {
    orbit_output own = {.errors = codes + orbit * times, .orbitStride = times, .timeStride = 1};
    for (int plane = 0; plane < 6; plane++) own.planes[plane] = result[7 + plane] + orbit * times;
    ptrdiff_t lane = orbit < near ? orbit : orbit - near;
    ptrdiff_t fields = orbit < near ? ORBIT_NEAR_FIELDS : ORBIT_DEEP_FIELDS;
    const double *block =
        (orbit < near ? set.near : set.deep) + lane / ORBIT_BLOCK * fields * ORBIT_BLOCK + lane % ORBIT_BLOCK;
    if (orbit < near) {
      orbit_near_over_times(instructions, block, instants, own);
    } else {
      orbit_deep_over_times(instructions, block, resonance + lane * ORBIT_RESONANCE_FIELDS, instants, own);
    }
  }
  for (ptrdiff_t state = 0; state < states; state++) result[13][state] = codes[state];

  // A turn by 1 rad, and a site at 45 degrees of latitude on the meridian that it brings to TEME's x axis.
  const double turn[9] = {0x1.14a280fb5068cp-1, 0x1.aed548f090ceep-1, 0, -0x1.aed548f090ceep-1, 0x1.14a280fb5068cp-1,
                          0, 0, 0, 1};
  const double half = 0x1.6a09e667f3bcdp-1, rotation = 7.292115e-5;
  const double site[12] = {4517.59, 0, 4487.35, 0, 1, 0, -half, 0, half, half, 0, half};
  const double *const state[6] = {result[0], result[1], result[2], result[3], result[4], result[5]};
  double *const fixed[6] = {result[14], result[15], result[16], NULL, NULL, NULL};
  const double *const positions[6] = {result[0], result[1], result[2], NULL, NULL, NULL};
  orbit_earth_fixed(instructions, positions, states, turn, rotation, fixed);
  orbit_geodetic(
      instructions, result[0], result[1], result[2], states, turn, result[17], result[18], result[19]);
  double *const look[4] = {result[20], result[21], result[22], result[23]};
  orbit_look_angles(instructions, state, states, site, rotation, look);

  double *stack = numbers((size_t)(8 * states));
  for (int plane = 0; plane < 6; plane++) {
    memcpy(stack + plane * states, result[plane], (size_t)states * sizeof(double));
  }
  for (ptrdiff_t number = 0; number < states; number++) {
    stack[6 * states + number] = turn[1];
    stack[7 * states + number] = turn[0];
  }
  const double turning[6] = {site[0], site[1], site[2], site[9], site[10], site[11]};
  orbit_elevations(
      instructions, stack, states, states, stack + 6 * states, rotation, turning, 1, result[24], result[25]);

  // Five stations on the axes of TEME, of two masks; events come in the order of the lanes, so they are summed.
  double *directions = checked(calloc((size_t)(times * 15), sizeof *directions));
  for (ptrdiff_t time = 0; time < times; time++) {
    for (int station = 0; station < 5; station++) {
      directions[time * 15 + station * 3 + station % 3] = station < 3 ? 1 : -1;
    }
  }
  const uint8_t active[5] = {1, 1, 1, 1, 1};
  const ptrdiff_t groupEnds[2] = {2, 5};
  const double masks[6] = {6200, 0.93, 0.09, 6100, 0.97, -0.12};
  const orbit_scan scan = {directions, 5, active, 2, groupEnds, masks};
  orbit_scan_event *events = checked(calloc((size_t)(ORBIT_BLOCK * 5 * times), sizeof *events));
  memset(result[26], 0, (size_t)states * sizeof(double));
  for (ptrdiff_t first = 0; first + ORBIT_BLOCK <= orbits; first += ORBIT_BLOCK) {
    uint16_t inReach[5] = {0};
    ptrdiff_t found = orbit_scan_block(
        instructions, result[0] + first, result[1] + first, result[2] + first, orbits, times, &scan, inReach, events);
    for (ptrdiff_t event = 0; event < found; event++) {
      result[26][events[event].time * orbits + first + events[event].lane] += 1 << events[event].station;
    }
  }

  FILE *file = checked(fopen(into, "wb"));
  for (int number = 0; number < RESULTS; number++) {
    if (fwrite(result[number], sizeof(double), (size_t)states, file) != (size_t)states) checked(NULL);
  }
  if (fclose(file) != 0) checked(NULL);
  return 0;
}

/// Compares all numbers; ends well where they are the same bits, or with a limit, km, where places are within it and
/// codes are the same.
static int compare(const char *first, const char *second, double limit) {
  size_t counts[2];
  const double *a = read_all(first, &counts[0]), *b = read_all(second, &counts[1]);
  if (counts[0] != counts[1] || counts[0] == 0 || counts[0] % RESULTS != 0) {
    fprintf(stderr, "states: the files hold %zu and %zu numbers\n", counts[0], counts[1]);
    return 2;
  }
  const size_t states = counts[0] / RESULTS;
  size_t unequal = 0, good = 0, reached = 0;
  double farthest = 0;
  int codesDiffer = 0;
  for (int number = 0; number < RESULTS; number++) {
    const double *left = a + number * states, *right = b + number * states;
    size_t others = 0;
    double worst = 0;
    for (size_t state = 0; state < states; state++) {
      if (memcmp(left + state, right + state, sizeof *left) == 0) continue;
      if (isnan(left[state]) && isnan(right[state])) continue;
      others++;
      double away = fabs(left[state] - right[state]);
      if (!(away <= worst)) worst = away;
    }
    if (others > 0) printf("  %-26s %zu of %zu differ, by %.2g at most\n", names[number], others, states, worst);
    unequal += others;
    const int place = number % 7;
    if (number < 14 && place == 6) codesDiffer |= others > 0;
    if (number < 14 && place < 3 && !(worst <= farthest)) farthest = worst;
  }
  for (size_t state = 0; state < states; state++) good += !isnan(a[state]), reached += a[26 * states + state] > 0;
  printf("  %zu states, %zu of them good; %zu of %zu numbers differ; coordinates by %.2g km at most\n", states, good,
         unequal, counts[0], farthest);
  if (good == 0 || reached == 0 || codesDiffer) return 1;
  return limit > 0 ? !(farthest <= limit) : unequal > 0;
}

int main(int count, char **words) {
  if (count >= 4 && strcmp(words[1], "compare") == 0) {
    return compare(words[2], words[3], count > 4 ? atof(words[4]) : 0);
  }
  if (count == 4) return run(words[1], atoi(words[2]), words[3]);
  fprintf(stderr, "states CONSTANTS INSTRUCTIONS RESULTS, or states compare RESULTS RESULTS [KM]\n");
  return 2;
}
