internal import COrbitKernels

/// The instruction sets that the batch kernels are compiled for.
///
/// With fused multiply-add (AVX2, AVX-512, arm64) every result is the same bits; the portable kernels of x86-64,
/// without it, agree to 1e-8 km.
public enum InstructionSet: String, Sendable, CaseIterable, Comparable {
  /// What the package is built for: SSE2 on x86-64, NEON on arm64.
  case portable
  /// AVX2 with FMA, four lanes a register.
  case avx2
  /// AVX-512 F, DQ and VL, eight lanes a register.
  case avx512

  /// The fastest one that this machine has.
  public static let best = InstructionSet(number: Int(orbit_best_instructions()))

  /// The ones that this machine has, slowest first.
  public static var available: [InstructionSet] { allCases.filter { $0 <= best } }

  private init(number: Int) { self = InstructionSet.allCases[number] }

  /// The number by which the kernels know it.
  var number: Int32 { Int32(InstructionSet.allCases.firstIndex(of: self) ?? 0) }

  /// Slower before faster.
  public static func < (left: InstructionSet, right: InstructionSet) -> Bool { left.number < right.number }
}
