// Everything that is compiled once for each instruction set: LANES, FUSED and KERNEL are the includer's.

#include "COrbitKernels.h"

#include <math.h>

// Vectors wider than a register pass between functions that are all inlined: no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

#include "constants.h"
#include "lanes.h"
#include "angle.h"
#include "ellipse.h"
#include "near.h"
#include "deep.h"
#include "drivers.h"
#include "sight.h"
