// The kernels for processors with avx512.

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#define LANES 16
#define FUSED 1
#define KERNEL(name) name##_avx512
#include "kernels.h"
#pragma clang attribute pop
#endif
