// The kernels for the instruction set that the package is built for: SSE2 on x86-64, NEON with FMA on arm64.

#define LANES 4
#if defined(__aarch64__) || defined(__FMA__)
#define FUSED 1
#else
#define FUSED 0
#endif
#define KERNEL(name) name##_portable
#include "kernels.h"
