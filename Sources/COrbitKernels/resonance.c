// The resonance integrator of SDP4: from the epoch in steps of 720 minutes to the segment that holds a time.
//
// Source: AIAA 2006-6753 (dspace). Compiled once, for the plain target: its bits are those of every kernel.

#include "COrbitKernels.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

/// The rate of the mean motion and its derivative by the longitude.
typedef struct {
  double rate, gradient;
} acceleration;

static acceleration one_day(const double *amplitude, double longitude) {
  double first = longitude - 0.13130908, second = 2 * (longitude - 2.8843198), third = 3 * (longitude - 0.37448087);
  return (acceleration){
      amplitude[0] * sin(first) + amplitude[1] * sin(second) + amplitude[2] * sin(third),
      amplitude[0] * cos(first) + 2 * amplitude[1] * cos(second) + 3 * amplitude[2] * cos(third),
  };
}

/// The multiples of perigee and longitude in the ten half-day harmonics, and their phases.
static const struct {
  double perigee, longitude, phase;
} halfDay[10] = {
    {2, 1, 5.7686396},  {0, 1, 5.7686396},  {1, 1, 0.95240898}, {-1, 1, 0.95240898}, {2, 2, 1.8014998},
    {0, 2, 1.8014998},  {1, 1, 1.0508330},  {-1, 1, 1.0508330}, {1, 2, 4.4108898},   {-1, 2, 4.4108898},
};

static acceleration half_day(const double *amplitude, double longitude, double perigee) {
  acceleration sum = {0, 0};
  for (int term = 0; term < 10; term++) {
    double angle = halfDay[term].perigee * perigee + halfDay[term].longitude * longitude - halfDay[term].phase;
    sum.rate += amplitude[term] * sin(angle);
    sum.gradient += halfDay[term].longitude * amplitude[term] * cos(angle);
  }
  return sum;
}

static acceleration acceleration_at(const double *orbit, double longitude, double time) {
  const double *amplitude = orbit + ORBIT_RESONANCE_AMPLITUDES;
  if (orbit[ORBIT_RESONANCE_KIND] == 1) return one_day(amplitude, longitude);
  return half_day(
      amplitude, longitude, orbit[ORBIT_RESONANCE_PERIGEE] + orbit[ORBIT_RESONANCE_PERIGEE_RATE] * time);
}

/// Fills in what follows from the node's longitude and motion, and the times that the segment holds.
static void complete(double *segment, const double *orbit, ptrdiff_t stride) {
  double start = segment[ORBIT_SEGMENT_START * stride];
  acceleration pull = acceleration_at(orbit, segment[ORBIT_SEGMENT_LONGITUDE * stride], start);
  double rate = orbit[ORBIT_RESONANCE_MOTION] + segment[ORBIT_SEGMENT_MOTION * stride]
      + orbit[ORBIT_RESONANCE_RATE_OFFSET];
  segment[ORBIT_SEGMENT_LONGITUDE_RATE * stride] = rate;
  segment[ORBIT_SEGMENT_MOTION_RATE * stride] = pull.rate;
  segment[ORBIT_SEGMENT_MOTION_CURVE * stride] = pull.gradient * rate;
  segment[ORBIT_SEGMENT_AFTER * stride] = start > 0 ? nextafter(start, 0) : start - 720;
  segment[ORBIT_SEGMENT_BEFORE * stride] = start < 0 ? nextafter(start, 0) : start + 720;
}

void orbit_segment_begin(double *segment, ptrdiff_t stride, const double *orbit) {
  segment[ORBIT_SEGMENT_START * stride] = 0;
  segment[ORBIT_SEGMENT_LONGITUDE * stride] = orbit[ORBIT_RESONANCE_LONGITUDE];
  segment[ORBIT_SEGMENT_MOTION * stride] = 0;
  if (orbit[ORBIT_RESONANCE_KIND] != 0) {
    complete(segment, orbit, stride);
    return;
  }
  segment[ORBIT_SEGMENT_LONGITUDE_RATE * stride] = orbit[ORBIT_RESONANCE_RATE_OFFSET];
  segment[ORBIT_SEGMENT_MOTION_RATE * stride] = 0;
  segment[ORBIT_SEGMENT_MOTION_CURVE * stride] = 0;
  segment[ORBIT_SEGMENT_AFTER * stride] = -HUGE_VAL;
  segment[ORBIT_SEGMENT_BEFORE * stride] = HUGE_VAL;
}

void orbit_segment_seek(double *segment, ptrdiff_t stride, const double *orbit, double time) {
  if (isnan(time)) return;
  double start = segment[ORBIT_SEGMENT_START * stride];
  // Steps lead outwards only: a time nearer to the epoch, or beyond it, is sought from the epoch.
  if ((start > 0 && time < start) || (start < 0 && time > start)) orbit_segment_begin(segment, stride, orbit);
  while (!(time > segment[ORBIT_SEGMENT_AFTER * stride] && time < segment[ORBIT_SEGMENT_BEFORE * stride])) {
    double step = time > 0 ? 720.0 : -720.0, halfSquare = 259200.0;
    double first = segment[ORBIT_SEGMENT_MOTION_RATE * stride], second = segment[ORBIT_SEGMENT_MOTION_CURVE * stride];
    segment[ORBIT_SEGMENT_LONGITUDE * stride] += segment[ORBIT_SEGMENT_LONGITUDE_RATE * stride] * step + first * halfSquare;
    segment[ORBIT_SEGMENT_MOTION * stride] += first * step + second * halfSquare;
    segment[ORBIT_SEGMENT_START * stride] += step;
    complete(segment, orbit, stride);
  }
}
