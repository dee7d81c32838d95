import Glibc
public import Quantities

/// The layer-3 filter of measurements (TS 38.331 5.5.3.2): F_n = (1 - a) F_{n-1} + a M_n with a = 1 / 2^(k/4).
///
/// On levels in dBm or dB. The first measurement is taken as it is. One that comes sooner or later than the period
/// the filter is made for weighs 1 - (1 - a)^(Δt / period), which keeps the filter's time characteristics.
public struct LayerThreeFilter: Hashable, Sendable {
  /// k.
  public let coefficient: FilterCoefficient
  /// The period of the measurements that layer 1 delivers.
  public let period: TimeSpan
  private let memory: Double

  /// Creates a filter.
  public init(_ coefficient: FilterCoefficient, period: TimeSpan) {
    self.coefficient = coefficient
    self.period = period
    memory = 1 - 1 / exp2(coefficient.value / 4)
  }

  /// Returns how much of the last value is kept after a span: (1 - a) after a period.
  public func memory(after span: TimeSpan) -> Double {
    if span == period { return memory }
    return memory == 0 ? 0 : pow(memory, span.seconds / period.seconds)
  }

  /// Returns the next filtered value; `last` is not a number for the first one.
  public func next(after last: Double, measured: Double, memory: Double) -> Double {
    last.isNaN || measured.isNaN ? measured : memory * last + (1 - memory) * measured
  }
}
