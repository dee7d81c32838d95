// The constants of WGS 72 that element sets are fitted with (AIAA 2006-6753, section III.B), and what follows.

#define EARTH_RADIUS 6378.135
/// sqrt(mu) in Earth radii^1.5 a minute.
#define KE 0.074366916133173411
/// k2 = J2 / 2.
#define HALF_J2 (0.5 * 0.001082616)
/// One Earth radius a minute, in km/s.
#define SPEED (EARTH_RADIUS * KE / 60.0)
#define J3_OVER_J2 (-0.00000253881 / 0.001082616)
/// Radians a minute: the Earth's rotation, and the mean motions of Sun and Moon.
#define EARTH_ROTATION 4.37526908801129966e-3
#define SUN_MOTION 1.19459e-5
#define MOON_MOTION 1.5835218e-4

/// The ellipsoid of WGS 84 (NIMA TR8350.2): radii in km, e^2 and e'^2.
#define WGS84_A 6378.137
#define WGS84_F (1 / 298.257223563)
#define WGS84_B (WGS84_A * (1 - WGS84_F))
#define WGS84_E2 (WGS84_F * (2 - WGS84_F))
#define WGS84_SECOND_E2 (WGS84_E2 / (1 - WGS84_E2))

/// Degrees in a radian.
#define DEGREES 57.295779513082320877
