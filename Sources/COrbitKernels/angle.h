// The angle of a point, where SGP4 cannot do without it.

/// The angle of (x, y) = (cosine, sine), -pi...pi, of any length; 0 at the origin. To 2 ulp.
///
/// The quotient of the smaller by the larger coordinate is turned back by atan 1/2 or pi/4 within its one division;
/// the polynomial is FreeBSD's msun (s_atan.c) for up to 7/16.
INLINE lanes angle_of(lanes sine, lanes cosine) {
  lanes y = magnitude(sine), x = magnitude(cosine);
  bits steep = y > x;
  lanes small = choose(steep, x, y), large = choose(steep, y, x);
  bits middle = small > all(0.4375) * large, high = small > all(0.6875) * large;
  lanes c = choose(high, all(1.0), choose(middle, all(0.5), all(0.0)));
  lanes base = choose(high, all(0x1.921fb54442d18p-1), choose(middle, all(0x1.dac670561bb4fp-2), all(0.0)));
  lanes bottom = fused(c, small, large);
  lanes r = fused(-c, large, small) / choose(bottom == all(0.0), all(1.0), bottom);
  lanes z = r * r, w = z * z;
  lanes even = fused(w, all(1.62858201153657823623e-02), all(4.97687799461593236017e-02));
  even = fused(w, even, all(6.66107313738753120669e-02));
  even = fused(w, even, all(9.09088713343650656196e-02));
  even = fused(w, even, all(1.42857142725034663711e-01));
  even = fused(w, even, all(3.33333333333329318027e-01));
  lanes odd = fused(w, all(-3.65315727442169155270e-02), all(-5.83357013379057348645e-02));
  odd = fused(w, odd, all(-7.69187620504482999495e-02));
  odd = fused(w, odd, all(-1.11111104054623557880e-01));
  odd = fused(w, odd, all(-1.99999999998764832476e-01));
  lanes series = fused(w, odd, z * even);
  lanes angle = base + fused(-r, series, r);
  angle = choose(steep, all(0x1.921fb54442d18p+0) - angle, angle);
  angle = choose(cosine < all(0.0), all(0x1.921fb54442d18p+1) - angle, angle);
  return choose(sine < all(0.0), -angle, angle);
}
