// From perturbed mean elements to a state: Kepler's equation and the short-period terms, shared by the near-earth
// and deep-space kernels.
//
// Source: AIAA 2006-6753. The arrangement is ours: one division for the ellipse, none for the distance, no atan2,
// and turns by small angles in place of sines. Units: Earth radii, minutes, radians.

/// A position in km and a velocity in km/s, TEME, and what went wrong: 0 or a code of the paper.
typedef struct {
  lanes x, y, z, vx, vy, vz;
  bits error;
} state;

/// What the last part of the theory needs of an orbit's plane: 3 cos^2 i - 1, 1 - cos^2 i, 7 cos^2 i - 1.
typedef struct {
  circle inclination;
  lanes con41, x1mth2, x7thm1;
} plane;

/// The mean elements on their way into the ellipse. The axis is a, Earth radii.
typedef struct {
  /// Argument of latitude of the mean satellite, u = M + w + long-period terms.
  lanes latitude;
  /// e cos w, and e sin w with its long-period term.
  lanes ax, ay;
  lanes axis, inverseAxis, inverseRootAxis;
  circle node;
} ellipse;

/// The circle of an angle up to 1/16 by Taylor's series, to 1e-17.
INLINE circle circle_up_to_sixteenth(lanes angle) {
  lanes z = angle * angle;
  lanes s = fused(fused(z, all(-1.0 / 5040), all(1.0 / 120)), z, all(-1.0 / 6));
  lanes c = fused(fused(fused(z, all(1.0 / 40320), all(-1.0 / 720)), z, all(1.0 / 24)), z, all(-0.5));
  return (circle){fused(s * z, angle, angle), fused(c, z, all(1.0))};
}

/// The largest angle of `small_circle`.
#define SMALL 0x1p-9

/// The circle of an angle up to SMALL by Taylor's series, to 1e-18.
INLINE circle small_circle(lanes angle) {
  lanes z = angle * angle;
  lanes s = fused(z, all(1.0 / 120), all(-1.0 / 6));
  lanes c = fused(z, all(1.0 / 24), all(-0.5));
  return (circle){fused(s * z, angle, angle), fused(c, z, all(1.0))};
}

/// The eccentric longitude E that solves u = E + ay cos E - ax sin E.
typedef struct {
  circle longitude;
  /// 1 / (1 - ax cos E - ay sin E).
  lanes reciprocal;
} anomaly;

/// Newton's method as published: from E = u, at most ten steps of at most 0.95 rad; for eccentric lanes.
///
/// As published, sine and cosine are those before the last step, which is below 1e-12 rad.
__attribute__((noinline)) static void solve_by_newton(
    const lanes *u, const lanes *ax, const lanes *ay, anomaly *into) {
  lanes e = *u, step = all(1.0);
  circle at = {all(0.0), all(1.0)};
  for (int round = 0; round < 10; round++) {
    bits going = magnitude(step) >= all(1e-12);
    if (!any(going)) break;
    circle now = circle_of(e);
    at.sine = choose(going, now.sine, at.sine);
    at.cosine = choose(going, now.cosine, at.cosine);
    lanes slope = fused(-*ax, at.cosine, fused(-*ay, at.sine, all(1.0)));
    lanes next = (fused(*ax, at.sine, fused(-*ay, at.cosine, *u)) - e) / slope;
    step = choose(going, next, step);
    lanes bounded = choose(step > all(0.95), all(0.95), choose(step < all(-0.95), all(-0.95), step));
    e = choose(going, e + bounded, e);
  }
  into->longitude = at;
  into->reciprocal = all(1.0) / fused(-*ax, at.cosine, fused(-*ay, at.sine, all(1.0)));
}

/// Halley's step from E = u and one of Newton's, with the reciprocal of the slope carried along instead of divided
/// anew: converged to 3e-14 rad where the first is at most 1/16 and the second 1e-6, which holds for eccentricities
/// up to 0.06; the other lanes go the published way.
///
/// The published loop of Newton steps takes sine and cosine from before its last step, the first below 1e-12 rad. How
/// far it stops short of the root is taken off again: 1e-12 rad is 7e-9 km on a low orbit.
INLINE anomaly solved(lanes u, lanes ax, lanes ay) {
  circle at = circle_of(u);
  lanes c = fused(ax, at.cosine, ay * at.sine), s = fused(ax, at.sine, -(ay * at.cosine));
  lanes r = all(1.0) / (all(1.0) - c);
  lanes newton = s * r;
  lanes halley = all(-0.5) * newton * newton * newton, first = newton + halley;
  at = turn(circle_up_to_sixteenth(first), at);

  c = fused(ax, at.cosine, ay * at.sine), s = fused(ax, at.sine, -(ay * at.cosine));
  lanes slope = all(1.0) - c;
  r = fused(r, fused(-slope, r, all(1.0)), r);
  r = fused(r, fused(-slope, r, all(1.0)), r);
  lanes second = (s - first) * r;
  // Newton's first step misses the root by this, and its second by s r / 2 times the square.
  lanes missed = second + halley, missedNext = (all(-0.5) * s * r) * (missed * missed);
  lanes shortfall = choose(magnitude(missedNext) < all(1e-12), missedNext, all(0.0));
  shortfall = choose(magnitude(missed) < all(1e-12), missed, shortfall);
  lanes rest = second - shortfall;
  // sin(E + d) = sin E + d cos E - d^2/2 sin E, and likewise the cosine
  lanes half = all(-0.5) * rest * rest;
  at = (circle){
      fused(rest, at.cosine, fused(half, at.sine, at.sine)),
      fused(-rest, at.sine, fused(half, at.cosine, at.cosine)),
  };
  slope = all(1.0) - fused(ax, at.cosine, ay * at.sine);
  r = fused(r, fused(-slope, r, all(1.0)), r);

  anomaly solution = {at, r};
  bits settled = (magnitude(first) <= all(0.0625)) & (magnitude(second) <= all(1e-6));
  if (__builtin_expect(any(~settled), 0)) {
    anomaly other;
    solve_by_newton(&u, &ax, &ay, &other);
    solution.longitude = choose_circle(settled, at, other.longitude);
    solution.reciprocal = choose(settled, r, other.reciprocal);
  }
  return solution;
}

/// The last part of the theory. `error` is what went wrong before; `withVelocity` is a constant to the compiler.
INLINE state state_of(ellipse orbit, plane on, bits error, int withVelocity) {
  anomaly e = solved(orbit.latitude, orbit.ax, orbit.ay);
  circle at = e.longitude;
  lanes eCosE = fused(orbit.ax, at.cosine, orbit.ay * at.sine);
  lanes eSinE = fused(orbit.ax, at.sine, -(orbit.ay * at.cosine));
  lanes beta2 = all(1.0) - fused(orbit.ax, orbit.ax, orbit.ay * orbit.ay);
  error = choose_code(error, ~(beta2 >= all(0.0)), 4);
  lanes beta = root(beta2);

  // 1 / (1 + b) and 1 / b^2 from the reciprocal of their product.
  lanes onePlus = all(1.0) + beta;
  lanes both = all(1.0) / (beta2 * onePlus);
  lanes inverseParameter = orbit.inverseAxis * (both * onePlus);
  lanes share = eSinE * (both * beta2);
  lanes sinU = e.reciprocal * fused(-orbit.ax, share, at.sine - orbit.ay);
  lanes cosU = e.reciprocal * fused(orbit.ay, share, at.cosine - orbit.ax);
  lanes sin2U = (cosU + cosU) * sinU, cos2U = fused(all(-2.0) * sinU, sinU, all(1.0));

  // Short-period terms: k2 / p and k2 / p^2.
  lanes first = all(HALF_J2) * inverseParameter, second = first * inverseParameter;
  lanes r = orbit.axis * (all(1.0) - eCosE);
  lanes distance = fused(r, fused(all(-1.5) * second, beta * on.con41, all(1.0)),
                         (all(0.5) * first) * (on.x1mth2 * cos2U));
  error = choose_code(error, ~(distance >= all(1.0)), 6);
  lanes cosI = on.inclination.cosine, sinI = on.inclination.sine;
  lanes turnU = (all(-0.25) * second) * (on.x7thm1 * sin2U);
  lanes alongNode = (all(1.5) * second) * cosI;
  lanes turnN = alongNode * sin2U;
  lanes turnI = (alongNode * sinI) * cos2U;
  circle byU = small_circle(turnU), byN = small_circle(turnN), byI = small_circle(turnI);
  // All three angles are at most 1.5 k2 / p^2.
  bits wide = all(1.5) * second > all(SMALL);
  if (__builtin_expect(any(wide), 0)) {
    byU = choose_circle(wide, circle_of(turnU), byU);
    byN = choose_circle(wide, circle_of(turnN), byN);
    byI = choose_circle(wide, circle_of(turnI), byI);
  }
  circle u = turn(byU, (circle){sinU, cosU}), n = turn(byN, orbit.node), i = turn(byI, on.inclination);

  lanes mx = -(n.sine * i.cosine), my = n.cosine * i.cosine;
  lanes ux = fused(mx, u.sine, n.cosine * u.cosine);
  lanes uy = fused(my, u.sine, n.sine * u.cosine);
  lanes uz = i.sine * u.sine;
  lanes kilometres = distance * all(EARTH_RADIUS);
  state result = {.x = kilometres * ux, .y = kilometres * uy, .z = kilometres * uz, .error = error};
  if (withVelocity) {
    lanes vx = fused(mx, u.cosine, -(n.cosine * u.sine));
    lanes vy = fused(my, u.cosine, -(n.sine * u.sine));
    lanes vz = i.sine * u.cosine;
    lanes speed = all(SPEED) * orbit.inverseRootAxis;
    lanes change = orbit.inverseAxis * first;
    lanes radial = speed * fused(-change, on.x1mth2 * sin2U, eSinE * e.reciprocal);
    lanes transverse = speed
        * fused(change, fused(on.x1mth2, cos2U, all(1.5) * on.con41), beta * e.reciprocal);
    result.vx = fused(radial, ux, transverse * vx);
    result.vy = fused(radial, uy, transverse * vy);
    result.vz = fused(radial, uz, transverse * vz);
  }
  if (__builtin_expect(any(error != 0), 0)) {
    bits failed = error != 0;
    lanes none = all(__builtin_nan(""));
    result.x = choose(failed, none, result.x);
    result.y = choose(failed, none, result.y);
    result.z = choose(failed, none, result.z);
    if (withVelocity) {
      result.vx = choose(failed, none, result.vx);
      result.vy = choose(failed, none, result.vy);
      result.vz = choose(failed, none, result.vz);
    }
  }
  return result;
}
