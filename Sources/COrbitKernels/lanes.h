// A vector of doubles, one lane per satellite or per time, and the few functions of it that SGP4 needs.
//
// Included once for every instruction set, with LANES set to the width. Nothing here lets one lane see another:
// a lane's result is the same bits whatever the width and whoever its neighbours are. Multiplication and addition
// are contracted nowhere but where `fused` says so, and the rare lanes that need a longer way are computed that
// way and blended in.

#include <stdint.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

#define INLINE static inline __attribute__((always_inline))

typedef double lanes __attribute__((ext_vector_type(LANES)));
typedef int64_t bits __attribute__((ext_vector_type(LANES)));

INLINE lanes load(const double *from) {
  lanes value;
  memcpy(&value, from, sizeof value);
  return value;
}

INLINE void store(double *to, lanes value) { memcpy(to, &value, sizeof value); }

/// Reads up to LANES numbers, the last repeated.
INLINE lanes load_some(const double *from, ptrdiff_t count) {
  if (__builtin_expect(count == LANES, 1)) return load(from);
  lanes value = (lanes)from[count - 1];
  memcpy(&value, from, (size_t)count * sizeof(double));
  return value;
}

/// Writes the first `count` lanes.
INLINE void store_some(double *to, lanes value, ptrdiff_t count) {
  if (__builtin_expect(count == LANES, 1)) {
    store(to, value);
  } else {
    memcpy(to, &value, (size_t)count * sizeof(double));
  }
}

INLINE lanes all(double value) { return (lanes)value; }

INLINE lanes choose(bits condition, lanes yes, lanes no) { return condition ? yes : no; }

INLINE lanes as_lanes(bits value) {
  lanes same;
  memcpy(&same, &value, sizeof same);
  return same;
}

INLINE bits as_bits(lanes value) {
  bits same;
  memcpy(&same, &value, sizeof same);
  return same;
}

INLINE int any(bits condition) { return __builtin_reduce_or(condition) < 0; }

INLINE lanes magnitude(lanes x) { return __builtin_elementwise_abs(x); }

INLINE lanes root(lanes x) { return __builtin_elementwise_sqrt(x); }

/// x y + z, rounded once where the instruction set can.
#if FUSED
INLINE lanes fused(lanes x, lanes y, lanes z) { return __builtin_elementwise_fma(x, y, z); }
#else
INLINE lanes fused(lanes x, lanes y, lanes z) { return x * y + z; }
#endif

/// 3 2^51: adding it leaves a number's nearest integer in the low bits of the sum.
#define ROUNDER 6755399441055744.0

/// A sine and the cosine of the same angle.
typedef struct {
  lanes sine, cosine;
} circle;

/// The angle less its nearest multiple of pi/2, and that multiple in the low bits of `quarters`.
typedef struct {
  lanes rest;
  bits quarters;
} quadrant;

/// Good to a rounding of the rest up to 2^26 quarter turns.
INLINE quadrant reduced(lanes angle) {
  lanes shifted = fused(angle, all(0x1.45f306dc9c883p-1), all(ROUNDER));
  lanes turns = shifted - all(ROUNDER);
#if FUSED
  // pi/2 in two parts; the first product is exact within the sum (Cody and Waite).
  lanes rest = fused(-turns, all(0x1.921fb54442d18p+0), angle);
  rest = fused(-turns, all(0x1.1a62633145c07p-54), rest);
#else
  // pi/2 in three parts of which the first two have 26 bits or fewer, so that the products are exact.
  lanes rest = angle - turns * all(0x1.921fb5p+0);
  rest = rest - turns * all(0x1.110b46p-26);
  rest = rest - turns * all(0x1.1a62633145c07p-54);
#endif
  return (quadrant){rest, as_bits(shifted)};
}

/// Moves the sine and cosine of a rest into its quadrant.
INLINE circle turned(circle rest, bits quarters) {
  bits odd = (quarters & 1) != 0;
  lanes sine = choose(odd, rest.cosine, rest.sine);
  lanes cosine = choose(odd, rest.sine, rest.cosine);
  sine = as_lanes(as_bits(sine) ^ ((quarters & 2) << 62));
  cosine = as_lanes(as_bits(cosine) ^ (((quarters + 1) & 2) << 62));
  return (circle){sine, cosine};
}

/// Sine and cosine to within an ulp or so of the reduced angle.
///
/// Minimax polynomials on -pi/4...pi/4 with the coefficients of FreeBSD's msun (k_sin.c, k_cos.c).
INLINE circle circle_of(lanes angle) {
  quadrant q = reduced(angle);
  lanes z = q.rest * q.rest, w = z * z;
  lanes s = fused(fused(all(1.58969099521155010221e-10), z, all(-2.50507602534068634195e-08)), w,
                  fused(all(2.75573137070700676789e-06), z, all(-1.98412698298579493134e-04)));
  s = fused(s, w, fused(all(8.33333333332248946124e-03), z, all(-1.66666666666666324348e-01)));
  lanes sine = fused(s * z, q.rest, q.rest);
  lanes c = fused(fused(all(-1.13596475577881948265e-11), z, all(2.08757232129817482790e-09)), w,
                  fused(all(-2.75573143513906633035e-07), z, all(2.48015872894767294178e-05)));
  c = fused(c, w, fused(all(-1.38888888888741095749e-03), z, all(4.16666666666666019037e-02)));
  lanes cosine = fused(c, w, fused(all(-0.5), z, all(1.0)));
  return turned((circle){sine, cosine}, q.quarters);
}

/// Sine and cosine to within 1e-10, for what a small factor multiplies; least squares on -pi/4...pi/4.
INLINE circle rough_circle_of(lanes angle) {
  quadrant q = reduced(angle);
  lanes z = q.rest * q.rest, w = z * z;
  lanes s = fused(fused(all(2.7160133033211606e-06), z, all(-1.9839043680470992e-04)), w,
                  fused(all(8.333328238357699e-03), z, all(-1.6666666627994672e-01)));
  lanes sine = fused(s * z, q.rest, q.rest);
  lanes c = fused(fused(all(2.443844293717508e-05), z, all(-1.3887367433334634e-03)), z, all(4.166664686455592e-02));
  lanes cosine = fused(c, w, fused(all(-0.5), z, all(1.0)));
  return turned((circle){sine, cosine}, q.quarters);
}

/// Turns a circle by a small angle whose own sine and cosine are given.
INLINE circle turn(circle by, circle from) {
  return (circle){
      fused(from.sine, by.cosine, from.cosine * by.sine),
      fused(from.cosine, by.cosine, -(from.sine * by.sine)),
  };
}

INLINE circle choose_circle(bits condition, circle yes, circle no) {
  return (circle){choose(condition, yes.sine, no.sine), choose(condition, yes.cosine, no.cosine)};
}

/// The error so far, or `code` where there was none and the condition holds.
INLINE bits choose_code(bits error, bits condition, int code) {
  return error != 0 ? error : (condition ? (bits)code : error);
}
