// SDP4 for periods of 225 minutes and more: Sun, Moon and resonance with the Earth's rotation, then the ellipse.
//
// Source: AIAA 2006-6753 (dpper, dspace). Between two nodes of the resonance integrator, 720 minutes apart, motion
// and longitude are polynomials: a lane carries those of its segment, and an orbit without resonance has one that
// lasts for ever. So all three kinds of orbit share the lanes.

#define DEEP(name) constant(block, ORBIT_DEEP_##name, oneOrbit)
#define SEGMENT(name) constant(segment, ORBIT_SEGMENT_##name, oneSegment)

/// f2 = sin^2 f / 2 - 1/4, f3 = -sin f cos f / 2 and sin f of a body whose true anomaly is f = M + 2 e sin M.
typedef struct {
  lanes f2, f3, sine;
} pull;

INLINE pull pull_of(lanes meanAnomaly, double twiceEccentricity) {
  circle m = circle_of(meanAnomaly);
  circle f = turn(circle_up_to_sixteenth(all(twiceEccentricity) * m.sine), m);
  lanes half = all(0.5) * f.sine;
  return (pull){fused(half, f.sine, all(-0.25)), -(half * f.cosine), f.sine};
}

#define PULLED2(name) \
  fused(DEEP(SUN_##name##2), sun.f2, fused(DEEP(SUN_##name##3), sun.f3, \
      fused(DEEP(MOON_##name##2), moon.f2, DEEP(MOON_##name##3) * moon.f3)))
#define PULLED3(name) \
  fused(DEEP(SUN_##name##1), sun.sine, fused(DEEP(MOON_##name##1), moon.sine, PULLED2(name)))

/// (1 + x)^(-1/3): two terms of the series and one step of third order, to a rounding up to |x| = 1/32.
INLINE lanes inverse_cube_root_of_one_and(lanes x) {
  lanes y = fused(fused(all(2.0 / 9), x, all(-1.0 / 3)), x, all(1.0));
  lanes rest = fused(-(y * y), fused(x, y, y), all(1.0));
  y = fused(y * rest, fused(all(2.0 / 9), rest, all(1.0 / 3)), y);
  bits wide = ~(magnitude(x) <= all(0.03125));
  if (__builtin_expect(any(wide), 0)) {
    for (int lane = 0; lane < LANES; lane++) {
      if (wide[lane]) y[lane] = 1.0 / cbrt(1.0 + x[lane]);
    }
  }
  return y;
}

/// The angle less its whole turns, with the sign that it had.
INLINE lanes without_whole_turns(lanes angle) {
  const double turn = 0x1.921fb54442d18p+2, correction = 0x1.1a62633145c07p-52;
  lanes turns = __builtin_elementwise_trunc(angle * all(0.5 / 0x1.921fb54442d18p+1));
#if FUSED
  lanes rest = fused(-turns, all(correction), fused(-turns, all(turn), angle));
#else
  lanes rest = ((angle - turns * all(0x1.921fb5p+2)) - turns * all(0x1.110b46p-24)) - turns * all(correction);
#endif
  // The product may have been rounded over a whole turn.
  bits over = (rest < all(0.0)) & (angle > all(0.0)), under = (rest > all(0.0)) & (angle < all(0.0));
  return choose(over, rest + all(turn), choose(under, rest - all(turn), rest));
}

/// The angle less its nearest whole turns: what is added to it afterwards then rounds as little as it can.
INLINE lanes within_half_turn(lanes angle) {
  lanes turns = fused(angle, all(0x1.45f306dc9c883p-3), all(ROUNDER)) - all(ROUNDER);
#if FUSED
  return fused(-turns, all(0x1.1a62633145c07p-52), fused(-turns, all(0x1.921fb54442d18p+2), angle));
#else
  return ((angle - turns * all(0x1.921fb5p+2)) - turns * all(0x1.110b46p-24)) - turns * all(0x1.1a62633145c07p-52);
#endif
}

INLINE state deep_state(
    const double *block, const double *segment, lanes t, int oneOrbit, int oneSegment, int withVelocity) {
  lanes t2 = t * t;
  lanes perigee = fused(DEEP(PERIGEE_RATE), t, DEEP(PERIGEE));
  lanes node = fused(DEEP(NODE_DRAG), t2, fused(DEEP(NODE_RATE), t, DEEP(NODE)));

  // The resonance, or the mean anomaly's own rate.
  lanes since = t - SEGMENT(START);
  lanes half = all(0.5) * since;
  lanes longitude = fused(fused(SEGMENT(MOTION_RATE), half, SEGMENT(LONGITUDE_RATE)), since, SEGMENT(LONGITUDE));
  lanes excess = fused(fused(SEGMENT(MOTION_CURVE), half, SEGMENT(MOTION_RATE)), since, SEGMENT(MOTION))
      * DEEP(INVERSE_MOTION);
  lanes sidereal = fused(t, all(EARTH_ROTATION), DEEP(SIDEREAL));
  lanes meanAnomaly = within_half_turn(
      fused(DEEP(NODE_MULTIPLE), within_half_turn(sidereal) - node, fused(-DEEP(PERIGEE_MULTIPLE), perigee, longitude)));
  bits error = choose_code((bits)0, ~(excess > all(-1.0)), 2);

  // Drag.
  lanes drag = fused(-DEEP(C1), t, all(1.0));
  lanes gain = DEEP(T2) * t2;
  lanes eccentricity = fused(-DEEP(ECCENTRICITY_LOSS), t, DEEP(ECCENTRICITY));
  error = choose_code(error, ~((eccentricity < all(1.0)) & (eccentricity >= all(-0.001))), 1);
  eccentricity = choose(eccentricity < all(1e-6), all(1e-6), eccentricity);

  // Sun and Moon.
  pull sun = pull_of(fused(t, all(SUN_MOTION), DEEP(SUN_ANOMALY)), 2 * 0.01675);
  pull moon = pull_of(fused(t, all(MOON_MOTION), DEEP(MOON_ANOMALY)), 2 * 0.0549);
  lanes di = PULLED2(INCLINATION), dn = PULLED2(NODE), dw = PULLED3(PERIGEE);
  meanAnomaly += PULLED3(ANOMALY);
  eccentricity += PULLED2(ECCENTRICITY);
  error = choose_code(error, ~((eccentricity >= all(0.0)) & (eccentricity <= all(1.0))), 3);
  lanes inclination = fused(DEEP(INCLINATION_RATE), t, DEEP(INCLINATION)) + di;
  circle i = circle_of(inclination);

  // From 0.2 rad up the node takes its change; below, where it is ill defined, Lyddane's variables do.
  bits low = inclination < all(0.2);
  lanes change = dn / choose(low, all(1.0), i.sine);
  circle n = circle_of(choose(low, node, node + change));
  lanes perigeeChange = fused(-i.cosine, change, dw);
  if (any(low)) {
    lanes along = fused(di, i.cosine, i.sine);
    lanes alpha = fused(along, n.sine, dn * n.cosine), beta = fused(along, n.cosine, -(dn * n.sine));
    // The node after is the angle of (alpha, beta); what it lost is counted from the node before.
    lanes lost = angle_of(fused(n.sine, beta, -(n.cosine * alpha)), fused(n.cosine, beta, n.sine * alpha));
    lanes before = without_whole_turns(node);
    perigeeChange = choose(low, fused(i.cosine, lost, fused(-(di * i.sine), before, dw)), perigeeChange);
    lanes length = root(fused(alpha, alpha, beta * beta));
    bits nowhere = length == all(0.0);
    length = all(1.0) / choose(nowhere, all(1.0), length);
    circle after = {alpha * length, choose(nowhere, all(1.0), beta * length)};
    n = choose_circle(low, after, n);
  }
  perigee += perigeeChange;
  // A negative inclination is the positive one with the node half a turn on and the perigee half a turn back.
  bits flipped = inclination < all(0.0);
  lanes sign = choose(flipped, all(-1.0), all(1.0));
  i.sine *= sign, n.sine *= sign, n.cosine *= sign;
  perigee = choose(flipped, perigee - all(0x1.921fb54442d18p+1), perigee);

  lanes cube = inverse_cube_root_of_one_and(excess);
  lanes square = fused(-eccentricity, eccentricity, all(1.0));
  lanes both = all(1.0) / (drag * square);
  lanes rootAxis = (DEEP(ROOT_AXIS) * cube) * drag;
  ellipse orbit;
  orbit.axis = rootAxis * rootAxis;
  orbit.inverseRootAxis =
      magnitude((DEEP(INVERSE_ROOT_AXIS) * (both * square)) * (fused(excess, cube, cube) * cube));
  orbit.inverseAxis = orbit.inverseRootAxis * orbit.inverseRootAxis;
  lanes reciprocal = orbit.inverseAxis * (both * drag);
  circle w = circle_of(perigee);
  lanes onePlus = all(1.0) + i.cosine;
  onePlus = choose(magnitude(onePlus) > all(1.5e-12), onePlus, all(1.5e-12));
  lanes longPeriod = all(-0.25 * J3_OVER_J2) * i.sine;
  orbit.ax = eccentricity * w.cosine;
  orbit.ay = fused(eccentricity, w.sine, reciprocal * (longPeriod + longPeriod));
  lanes factor = longPeriod * fused(all(5.0), i.cosine, all(3.0)) / onePlus;
  orbit.latitude = (meanAnomaly + perigee) + fused(reciprocal * factor, orbit.ax, gain);
  orbit.node = n;
  lanes cosSquare = i.cosine * i.cosine;
  plane on = {i, fused(all(3.0), cosSquare, all(-1.0)), all(1.0) - cosSquare, fused(all(7.0), cosSquare, all(-1.0))};
  return state_of(orbit, on, error, withVelocity);
}
