// The choice of an instruction set.

#include "COrbitKernels.h"

#define DECLARE(set)                                                                                          \
  void states_over_orbits_##set(                                                                              \
      const orbit_set *, double *, ptrdiff_t, ptrdiff_t, orbit_times, orbit_output);                          \
  void near_over_times_##set(const double *, orbit_times, orbit_output);                                      \
  void deep_over_times_##set(const double *, const double *, orbit_times, orbit_output);                      \
  void earth_fixed_##set(const double *const *, ptrdiff_t, const double *, double, double *const *);          \
  void geodetic_##set(                                                                                        \
      const double *, const double *, const double *, ptrdiff_t, const double *, double *, double *, double *); \
  void look_angles_##set(const double *const *, ptrdiff_t, const double *, double, double *const *);          \
  void elevations_##set(                                                                                      \
      const double *, ptrdiff_t, ptrdiff_t, const double *, double, const double *, ptrdiff_t, double *, double *); \
  ptrdiff_t scan_##set(                                                                                       \
      const double *, const double *, const double *, ptrdiff_t, ptrdiff_t, const orbit_scan *, uint16_t *,   \
      orbit_scan_event *);

DECLARE(portable)

#if defined(__x86_64__)
DECLARE(avx2)
DECLARE(avx512)

#define CALL(instructions, name, ...)                         \
  switch (instructions) {                                     \
    case ORBIT_AVX512: return name##_avx512(__VA_ARGS__);     \
    case ORBIT_AVX2: return name##_avx2(__VA_ARGS__);         \
    default: return name##_portable(__VA_ARGS__);             \
  }
#else
#define CALL(instructions, name, ...) \
  (void)instructions;                 \
  return name##_portable(__VA_ARGS__)
#endif

int orbit_best_instructions(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    return ORBIT_AVX512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return ORBIT_AVX2;
#endif
  return ORBIT_PORTABLE;
}

void orbit_states_over_orbits(
    int instructions, const orbit_set *set, double *segments, ptrdiff_t part, ptrdiff_t parts, orbit_times times,
    orbit_output output) {
  CALL(instructions, states_over_orbits, set, segments, part, parts, times, output);
}

void orbit_near_over_times(int instructions, const double *block, orbit_times times, orbit_output output) {
  CALL(instructions, near_over_times, block, times, output);
}

void orbit_deep_over_times(
    int instructions, const double *block, const double *resonance, orbit_times times, orbit_output output) {
  CALL(instructions, deep_over_times, block, resonance, times, output);
}

void orbit_earth_fixed(
    int instructions, const double *const *from, ptrdiff_t count, const double *turn, double rotation,
    double *const *to) {
  CALL(instructions, earth_fixed, from, count, turn, rotation, to);
}

void orbit_geodetic(
    int instructions, const double *x, const double *y, const double *z, ptrdiff_t count, const double *turn,
    double *latitude, double *longitude, double *height) {
  CALL(instructions, geodetic, x, y, z, count, turn, latitude, longitude, height);
}

void orbit_look_angles(
    int instructions, const double *const *from, ptrdiff_t count, const double *site, double rotation,
    double *const *to) {
  CALL(instructions, look_angles, from, count, site, rotation, to);
}

void orbit_elevations(
    int instructions, const double *states, ptrdiff_t stride, ptrdiff_t count, const double *sidereal, double rotation,
    const double *sites, ptrdiff_t siteStride, double *sine, double *slope) {
  CALL(instructions, elevations, states, stride, count, sidereal, rotation, sites, siteStride, sine, slope);
}

ptrdiff_t orbit_scan_block(
    int instructions, const double *x, const double *y, const double *z, ptrdiff_t rowStride, ptrdiff_t times,
    const orbit_scan *scan, uint16_t *inReach, orbit_scan_event *events) {
  CALL(instructions, scan, x, y, z, rowStride, times, scan, inReach, events);
}
