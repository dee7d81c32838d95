// The kernels for processors with avx2.

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define FUSED 1
#define KERNEL(name) name##_avx2
#include "kernels.h"
#pragma clang attribute pop
#endif
