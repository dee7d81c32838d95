// The choice of an instruction set.

#include "COrbitKernels.h"

#define DECLARE(set)                                                                                        \
  void states_over_orbits_##set(                                                                            \
      const orbit_set *, double *, ptrdiff_t, ptrdiff_t, orbit_times, orbit_output);                        \
  void near_over_times_##set(const double *, orbit_times, orbit_output);                                    \
  void deep_over_times_##set(const double *, const double *, orbit_times, orbit_output);

DECLARE(portable)

#if defined(__x86_64__)
DECLARE(avx2)
DECLARE(avx512)

#define CALL(instructions, name, ...)                     \
  switch (instructions) {                                 \
    case ORBIT_AVX512: name##_avx512(__VA_ARGS__); break; \
    case ORBIT_AVX2: name##_avx2(__VA_ARGS__); break;     \
    default: name##_portable(__VA_ARGS__); break;         \
  }
#else
#define CALL(instructions, name, ...) \
  (void)instructions;                 \
  name##_portable(__VA_ARGS__)
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
