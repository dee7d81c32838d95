public import Quantities

/// How much the three factors of a decision weigh, and what they are measured against.
public struct DecisionRule: Hashable, Sendable {
  /// The weights of signal, mobility prediction and resources: each 0...1, together 1.
  public let signalWeight, mobilityWeight, resourceWeight: Double
  /// The total above which a handover is approved, 0..<1.
  public let threshold: Double
  /// The RSRP of a resource element that scores 0, dBm, -200...0: where a serving cell counts as bad.
  public let requiredRSRPDBm: Double
  /// The margin over that which scores 1, dB, 0.1...100.
  public let fullMarginDB: Double
  /// The time in view ahead that scores 1, 1 s to 1 h.
  public let fullStay: TimeSpan
  /// Who stays in view for less is never taken, 0 s up to the time that scores 1.
  public let minimumStay: TimeSpan

  /// The handbook's weights, over the thresholds of LEO-600 in the S band: a serving cell is bad at 15 degrees,
  /// -117 dBm, and 3 dB more, the level at 27 degrees, score 1. Two minutes ahead score 1, 30 s are the least.
  public static let usual = DecisionRule()

  private init() {
    (signalWeight, mobilityWeight, resourceWeight) = (0.5, 0.3, 0.2)
    threshold = 0.7
    (requiredRSRPDBm, fullMarginDB) = (-117, 3)
    (fullStay, minimumStay) = (.minutes(2), .seconds(30))
  }

  /// Creates a rule; what is not told is the usual.
  /// - Throws: ``ParameterError`` for the first value that cannot be.
  public init(
    signalWeight: Double? = nil, mobilityWeight: Double? = nil, resourceWeight: Double? = nil,
    threshold: Double? = nil, requiredRSRPDBm: Double? = nil, fullMarginDB: Double? = nil, fullStay: TimeSpan? = nil,
    minimumStay: TimeSpan? = nil
  ) throws(ParameterError) {
    let usual = DecisionRule.usual
    self.signalWeight = signalWeight ?? usual.signalWeight
    self.mobilityWeight = mobilityWeight ?? usual.mobilityWeight
    self.resourceWeight = resourceWeight ?? usual.resourceWeight
    self.threshold = threshold ?? usual.threshold
    self.requiredRSRPDBm = requiredRSRPDBm ?? usual.requiredRSRPDBm
    self.fullMarginDB = fullMarginDB ?? usual.fullMarginDB
    self.fullStay = fullStay ?? usual.fullStay
    self.minimumStay = minimumStay ?? usual.minimumStay
    try ParameterError.check(self.signalWeight, "signalWeight", in: 0...1)
    try ParameterError.check(self.mobilityWeight, "mobilityWeight", in: 0...1)
    try ParameterError.check(self.resourceWeight, "resourceWeight", in: 0...1)
    let sum = self.signalWeight + self.mobilityWeight + self.resourceWeight
    guard abs(sum - 1) <= DecisionRule.sumTolerance else {
      throw ParameterError(parameter: "sum of the weights", value: plain(sum), allowed: "1")
    }
    try ParameterError.check(self.threshold, "threshold", in: 0...Double(1).nextDown)
    try ParameterError.check(self.requiredRSRPDBm, "requiredRSRPDBm", in: -200...0)
    try ParameterError.check(self.fullMarginDB, "fullMarginDB", in: 0.1...100)
    try ParameterError.check(self.fullStay, "fullStay", in: .seconds(1) ... .hours(1))
    try ParameterError.check(self.minimumStay, "minimumStay", in: .zero...self.fullStay)
  }

  /// How far weights written in decimals may be from 1 together.
  private static let sumTolerance = 1e-9
}
