// Batch SGP4 and SDP4: many orbits at many times, position and velocity in TEME.
//
// One body (../*.h) is compiled for AVX-512, for AVX2 with FMA and for the plain target, and chosen at run time.
// With FMA a result is the same bits whatever the instruction set, the width, the layout and the neighbours.

#ifndef ORRERY_ORBIT_KERNELS_H
#define ORRERY_ORBIT_KERNELS_H

#include <stddef.h>
#include <stdint.h>

/// Constants lie in blocks of this many orbits: block, then field, then orbit.
#define ORBIT_BLOCK 16

/// The fields of a near-earth orbit; radians, minutes, Earth radii; names in the comments are the paper's.
enum orbit_near_field {
  ORBIT_NEAR_EPOCH_DAY,            // whole days since 1970
  ORBIT_NEAR_EPOCH_MINUTE,         // and the minutes of that day
  ORBIT_NEAR_ANOMALY,              // mo
  ORBIT_NEAR_ANOMALY_RATE,         // mdot
  ORBIT_NEAR_PERIGEE,              // argpo
  ORBIT_NEAR_PERIGEE_RATE,         // argpdot
  ORBIT_NEAR_NODE,                 // nodeo
  ORBIT_NEAR_NODE_RATE,            // nodedot
  ORBIT_NEAR_NODE_DRAG,            // nodecf
  ORBIT_NEAR_SHIFT_RATE,           // omgcof
  ORBIT_NEAR_SHIFT_FACTOR,         // xmcof
  ORBIT_NEAR_ETA,                  // eta
  ORBIT_NEAR_EPOCH_DEPTH,          // delmo
  ORBIT_NEAR_C1,                   // cc1
  ORBIT_NEAR_D2,                   // d2
  ORBIT_NEAR_D3,                   // d3
  ORBIT_NEAR_D4,                   // d4
  ORBIT_NEAR_ECCENTRICITY,         // ecco + bstar cc5 sinmao
  ORBIT_NEAR_ECCENTRICITY_RATE,    // bstar cc4
  ORBIT_NEAR_ECCENTRICITY_FACTOR,  // bstar cc5
  ORBIT_NEAR_T2,                   // no t2cof
  ORBIT_NEAR_T3,                   // no t3cof
  ORBIT_NEAR_T4,                   // no t4cof
  ORBIT_NEAR_T5,                   // no t5cof
  ORBIT_NEAR_ROOT_AXIS,            // sqrt(ao)
  ORBIT_NEAR_INVERSE_ROOT_AXIS,    // 1 / sqrt(ao)
  ORBIT_NEAR_LONG_PERIOD_Y,        // aycof
  ORBIT_NEAR_LONG_PERIOD_LONGITUDE,  // xlcof
  ORBIT_NEAR_SIN_I,
  ORBIT_NEAR_COS_I,
  ORBIT_NEAR_CON41,   // 3 cos^2 i - 1
  ORBIT_NEAR_X1MTH2,  // 1 - cos^2 i
  ORBIT_NEAR_X7THM1,  // 7 cos^2 i - 1
  ORBIT_NEAR_FIELDS
};

/// The fields of a deep-space orbit, in the same units. Rates hold zonal harmonics, Sun and Moon together.
enum orbit_deep_field {
  ORBIT_DEEP_EPOCH_DAY,
  ORBIT_DEEP_EPOCH_MINUTE,
  ORBIT_DEEP_PERIGEE,
  ORBIT_DEEP_PERIGEE_RATE,
  ORBIT_DEEP_NODE,
  ORBIT_DEEP_NODE_RATE,
  ORBIT_DEEP_NODE_DRAG,
  ORBIT_DEEP_INCLINATION,
  ORBIT_DEEP_INCLINATION_RATE,
  ORBIT_DEEP_ECCENTRICITY,
  ORBIT_DEEP_ECCENTRICITY_LOSS,  // bstar cc4 - dedt
  ORBIT_DEEP_C1,
  ORBIT_DEEP_T2,                 // no t2cof
  ORBIT_DEEP_ROOT_AXIS,          // of the mean motion at the epoch
  ORBIT_DEEP_INVERSE_ROOT_AXIS,
  ORBIT_DEEP_INVERSE_MOTION,     // 1 / no
  ORBIT_DEEP_SIDEREAL,           // gsto
  ORBIT_DEEP_NODE_MULTIPLE,      // M = longitude + this (sidereal time - node) - the next times the perigee:
  ORBIT_DEEP_PERIGEE_MULTIPLE,   // 0 and 0 without resonance, 1 and 1 for one day, 2 and 0 for half a day
  ORBIT_DEEP_SUN_ANOMALY,        // zmos, and the factors of f2, f3 and sin f
  ORBIT_DEEP_SUN_ECCENTRICITY2,
  ORBIT_DEEP_SUN_ECCENTRICITY3,
  ORBIT_DEEP_SUN_INCLINATION2,
  ORBIT_DEEP_SUN_INCLINATION3,
  ORBIT_DEEP_SUN_NODE2,
  ORBIT_DEEP_SUN_NODE3,
  ORBIT_DEEP_SUN_PERIGEE2,
  ORBIT_DEEP_SUN_PERIGEE3,
  ORBIT_DEEP_SUN_PERIGEE1,
  ORBIT_DEEP_SUN_ANOMALY2,
  ORBIT_DEEP_SUN_ANOMALY3,
  ORBIT_DEEP_SUN_ANOMALY1,
  ORBIT_DEEP_MOON_ANOMALY,       // zmol
  ORBIT_DEEP_MOON_ECCENTRICITY2,
  ORBIT_DEEP_MOON_ECCENTRICITY3,
  ORBIT_DEEP_MOON_INCLINATION2,
  ORBIT_DEEP_MOON_INCLINATION3,
  ORBIT_DEEP_MOON_NODE2,
  ORBIT_DEEP_MOON_NODE3,
  ORBIT_DEEP_MOON_PERIGEE2,
  ORBIT_DEEP_MOON_PERIGEE3,
  ORBIT_DEEP_MOON_PERIGEE1,
  ORBIT_DEEP_MOON_ANOMALY2,
  ORBIT_DEEP_MOON_ANOMALY3,
  ORBIT_DEEP_MOON_ANOMALY1,
  ORBIT_DEEP_FIELDS
};

/// What the resonance of one deep-space orbit needs, one record an orbit.
enum orbit_resonance_field {
  ORBIT_RESONANCE_KIND,          // 0 none, 1 one day, 2 half a day
  ORBIT_RESONANCE_MOTION,        // no
  ORBIT_RESONANCE_LONGITUDE,     // xlamo; without resonance the mean anomaly
  ORBIT_RESONANCE_RATE_OFFSET,   // xfact; without resonance the whole rate of the mean anomaly
  ORBIT_RESONANCE_PERIGEE,       // argpo
  ORBIT_RESONANCE_PERIGEE_RATE,  // argpdot
  ORBIT_RESONANCE_AMPLITUDES,    // del1..del3, or d2201, d2211, d3210, d3222, d4410, d4422, d5220, d5232, d5421, d5433
  ORBIT_RESONANCE_FIELDS = ORBIT_RESONANCE_AMPLITUDES + 10
};

/// The polynomials between two nodes of the resonance integrator, in blocks as the constants are.
enum orbit_segment_field {
  ORBIT_SEGMENT_START,           // the node, minutes since the epoch
  ORBIT_SEGMENT_LONGITUDE,       // xli
  ORBIT_SEGMENT_LONGITUDE_RATE,  // xldot
  ORBIT_SEGMENT_MOTION,          // xni - no
  ORBIT_SEGMENT_MOTION_RATE,     // xndot
  ORBIT_SEGMENT_MOTION_CURVE,    // xnddt
  ORBIT_SEGMENT_AFTER,           // holds times after this
  ORBIT_SEGMENT_BEFORE,          // and before this
  ORBIT_SEGMENT_FIELDS
};

/// The instruction sets that the kernels are compiled for, slowest first.
enum orbit_instructions { ORBIT_PORTABLE, ORBIT_AVX2, ORBIT_AVX512 };

/// The best instruction set of this machine.
int orbit_best_instructions(void);

/// Many orbits, numbered from 0 in the caller's order. Nothing here is written to but `segments`.
typedef struct {
  /// Blocks of ORBIT_BLOCK neighbours of which one at least is near-earth; the other lanes hold constants of any
  /// good orbit, and what they give is written nowhere.
  const double *near;
  ptrdiff_t nearBlocks;
  /// The first orbit of each block.
  const int32_t *nearFirst;
  /// The lanes of each block that are near-earth orbits, the first in the lowest bit.
  const uint16_t *nearLanes;
  /// Blocks of deep-space orbits, filled up with any of them, and the number of each orbit.
  const double *deep;
  ptrdiff_t deepOrbits;
  const int32_t *deepOrbit;
  /// A record a deep-space orbit, padded to whole blocks.
  const double *resonance;
  /// Orbits without a state at their epoch, and the code of why.
  ptrdiff_t failedOrbits;
  const int32_t *failedOrbit;
  const uint8_t *failedCode;
} orbit_set;

/// Where states go: component c of orbit i at time j stands at planes[c] + i orbitStride + j timeStride.
typedef struct {
  /// x, y, z in km; vx, vy, vz in km/s, or null where no velocities are wanted.
  double *planes[6];
  /// Codes of AIAA 2006-6753, 0 for a good state; null where not wanted. A failed state is not a number.
  uint8_t *errors;
  ptrdiff_t orbitStride, timeStride;
  /// Whether to write past the caches, lanes over orbits, where the output lies on lines of them: for outputs that do
  /// not fit. One orbit's rows are as fast through the caches.
  int streaming;
} orbit_output;

/// The instants of a propagation: whole days since 1970 and minutes of the day.
typedef struct {
  const double *days, *minutes;
  ptrdiff_t count;
} orbit_times;

/// Sets a segment, whose fields are `stride` apart, to that of the epoch.
void orbit_segment_begin(double *segment, ptrdiff_t stride, const double *resonance);

/// Moves a segment to the one that holds a time, in minutes since the epoch.
void orbit_segment_seek(double *segment, ptrdiff_t stride, const double *resonance, double time);

/// Propagates part `part` of `parts` of the orbits, lanes over orbits; `orbitStride` must be 1.
///
/// The parts may run at the same time. `segments` has ORBIT_SEGMENT_FIELDS blocks as `deep` has.
void orbit_states_over_orbits(
    int instructions, const orbit_set *set, double *segments, ptrdiff_t part, ptrdiff_t parts, orbit_times times,
    orbit_output output);

/// Propagates one near-earth orbit, lanes over times; `timeStride` must be 1, and the planes are the orbit's own.
void orbit_near_over_times(int instructions, const double *block, orbit_times times, orbit_output output);

/// Propagates one deep-space orbit likewise; `block` and `resonance` are its own.
void orbit_deep_over_times(
    int instructions, const double *block, const double *resonance, orbit_times times, orbit_output output);

/// Turns `count` TEME positions, and velocities where plane 3 is not null, into the Earth's frame.
///
/// `turn` holds the nine entries of the rotation, row by row; `rotation` is the Earth's, radians a second. The planes
/// may be the same.
void orbit_earth_fixed(
    int instructions, const double *const *from, ptrdiff_t count, const double *turn, double rotation,
    double *const *to);

/// Places `count` TEME positions, km, over WGS 84: degrees, degrees, metres. `turn` holds nine entries.
void orbit_geodetic(
    int instructions, const double *x, const double *y, const double *z, ptrdiff_t count, const double *turn,
    double *latitude, double *longitude, double *height);

/// Looks at `count` TEME states from a site that is turned into TEME: its position, east, north and up, twelve numbers.
///
/// Gives azimuth 0...360 and elevation in degrees, range in km and its change in km/s.
void orbit_look_angles(
    int instructions, const double *const *from, ptrdiff_t count, const double *site, double rotation,
    double *const *to);

/// The sine of the elevation and its change a second at `count` TEME states, six planes `stride` apart.
///
/// `sidereal` holds the sine and the cosine of the sidereal time of each, `stride` apart too; `rotation` is the
/// Earth's, radians a second. `sites` holds the position and the up of a site each in the turning frame, six planes
/// `siteStride` apart; with a stride of 1 there is one site for all.
void orbit_elevations(
    int instructions, const double *states, ptrdiff_t stride, ptrdiff_t count, const double *sidereal, double rotation,
    const double *sites, ptrdiff_t siteStride, double *sine, double *slope);

/// What a scan for passes needs: from where, and how near to the horizon of each.
typedef struct {
  /// Unit vectors to the stations, TEME, by time and station, in the order of their groups.
  const double *directions;
  ptrdiff_t stations;
  /// Whether a station is worth looking at for these orbits.
  const uint8_t *active;
  /// Stations of one mask follow each other: the end of each group, and its R cos e, cos a and sin a, where R is the
  /// least distance of a station from the Earth's centre, e the mask and a the mask less the reach of a step.
  ptrdiff_t groups;
  const ptrdiff_t *groupEnds;
  const double *masks;
} orbit_scan;

/// An orbit that has come within reach of a station at a time, or has left it.
typedef struct {
  int32_t lane, station, time;
} orbit_scan_event;

/// Finds where ORBIT_BLOCK orbits come within reach of stations and leave it, over rows of positions.
///
/// `inReach` holds a mask of lanes a station, from row to row. Returns how many events there were; there must be room
/// for ORBIT_BLOCK times stations times rows of them.
ptrdiff_t orbit_scan_block(
    int instructions, const double *x, const double *y, const double *z, ptrdiff_t rowStride, ptrdiff_t times,
    const orbit_scan *scan, uint16_t *inReach, orbit_scan_event *events);

#endif
