// SGP4 for periods under 225 minutes: what zonal harmonics and drag do, then the ellipse.
//
// Source: AIAA 2006-6753. Constants by field and satellite, in blocks (see COrbitKernels.h). Orbits with the
// simplified drag of low perigees have zeros in the fields of the higher terms.

/// The constants of one orbit a lane, or of one orbit in all lanes.
INLINE lanes constant(const double *block, int field, int oneOrbit) {
  return oneOrbit ? all(block[field * ORBIT_BLOCK]) : load(block + field * ORBIT_BLOCK);
}

#define CONSTANT(name) constant(block, ORBIT_NEAR_##name, oneOrbit)

INLINE state near_state(const double *block, lanes t, int oneOrbit, int withVelocity) {
  lanes t2 = t * t;
  lanes meanAnomaly = fused(CONSTANT(ANOMALY_RATE), t, CONSTANT(ANOMALY));
  lanes perigee = fused(CONSTANT(PERIGEE_RATE), t, CONSTANT(PERIGEE));
  lanes node = fused(CONSTANT(NODE_DRAG), t2, fused(CONSTANT(NODE_RATE), t, CONSTANT(NODE)));

  // dw = w' t, dM = x ((1 + h cos M)^3 - (1 + h cos M0)^3): what anomaly gains, perigee loses.
  circle m = rough_circle_of(meanAnomaly);
  lanes depth = fused(CONSTANT(ETA), m.cosine, all(1.0));
  lanes shift = fused(CONSTANT(SHIFT_RATE), t,
                      CONSTANT(SHIFT_FACTOR) * fused(depth * depth, depth, -CONSTANT(EPOCH_DEPTH)));
  circle by = circle_up_to_sixteenth(shift);
  bits wide = magnitude(shift) > all(0.0625);
  if (__builtin_expect(any(wide), 0)) by = choose_circle(wide, circle_of(shift), by);
  lanes sinM = fused(m.sine, by.cosine, m.cosine * by.sine);
  circle w = circle_of(perigee - shift);

  // Drag on the root of the axis, the eccentricity and the mean longitude.
  lanes drag = fused(fused(fused(fused(CONSTANT(D4), t, CONSTANT(D3)), t, CONSTANT(D2)), t, CONSTANT(C1)), -t, all(1.0));
  lanes eccentricity = fused(-CONSTANT(ECCENTRICITY_RATE), t,
                             fused(-CONSTANT(ECCENTRICITY_FACTOR), sinM, CONSTANT(ECCENTRICITY)));
  lanes gain = fused(fused(fused(CONSTANT(T5), t, CONSTANT(T4)), t, CONSTANT(T3)), t, CONSTANT(T2)) * t2;
  bits error = choose_code((bits)0, ~((eccentricity < all(1.0)) & (eccentricity >= all(-0.001))), 1);
  eccentricity = choose(eccentricity < all(1e-6), all(1e-6), eccentricity);

  // 1 / drag and 1 / (1 - e^2) from the reciprocal of their product.
  lanes square = fused(-eccentricity, eccentricity, all(1.0));
  lanes both = all(1.0) / (drag * square);
  lanes rootAxis = CONSTANT(ROOT_AXIS) * drag;
  ellipse orbit;
  orbit.axis = rootAxis * rootAxis;
  orbit.inverseRootAxis = magnitude(CONSTANT(INVERSE_ROOT_AXIS) * (both * square));
  orbit.inverseAxis = orbit.inverseRootAxis * orbit.inverseRootAxis;
  lanes reciprocal = orbit.inverseAxis * (both * drag);
  orbit.ax = eccentricity * w.cosine;
  orbit.ay = fused(eccentricity, w.sine, reciprocal * CONSTANT(LONG_PERIOD_Y));
  orbit.latitude = (meanAnomaly + perigee)
      + fused(reciprocal * CONSTANT(LONG_PERIOD_LONGITUDE), orbit.ax, gain);
  orbit.node = circle_of(node);
  plane on = {{CONSTANT(SIN_I), CONSTANT(COS_I)}, CONSTANT(CON41), CONSTANT(X1MTH2), CONSTANT(X7THM1)};
  return state_of(orbit, on, error, withVelocity);
}
