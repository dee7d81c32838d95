public import Quantities

/// What the six stages of a ``CandidateFilter`` ask of a satellite.
public struct FilterCriteria: Hashable, Sendable {
  /// Stage 1: the constellations that serve, the first that knows a satellite has it.
  public let constellations: [Constellation]
  /// Stages 2, 3 and 6: the elevation from which on a satellite serves, 0...90 degrees.
  public let minimumElevation: Angle
  /// How far ahead is looked, 1 minute to 7 days.
  public let duration: TimeSpan
  /// Stage 6: from tick to tick of the clock at which terminals choose, 1 s to 1 h.
  public let step: TimeSpan
  /// Stage 3: how long a satellite must stay in one pass at least, 0 s to 1 h.
  public let minimumStay: TimeSpan
  /// Stage 4: the signal over noise in a resource element that it must reach, -30...60 dB.
  public let minimumSignalToNoiseDB: Double
  /// Stage 5: the elevation above which its time is counted, 0...90 degrees.
  public let availabilityElevation: Angle
  /// Stage 5: for how long from the start on it is counted, 1 minute to 7 days.
  public let availabilityDuration: TimeSpan
  /// Stage 5: how long it must be above that altogether, 0 s to 7 days.
  public let minimumAvailability: TimeSpan
  /// Stage 6: by how many degrees it may miss being the highest of its constellation, -90...90; below zero it must
  /// stand above all others by as much.
  public let leadMarginDegrees: Double
  /// Stage 6: the most satellites that are kept; nil for as many as there are.
  public let limit: Int?

  /// Starlink and OneWeb over six hours, available for 15 minutes of a day above 5 degrees.
  public static let usual = FilterCriteria()

  private init() {
    constellations = [.starlink, .oneWeb]
    minimumElevation = .degrees(10)
    (duration, step, minimumStay) = (.hours(6), .seconds(30), .seconds(30))
    minimumSignalToNoiseDB = 0
    (availabilityElevation, availabilityDuration, minimumAvailability) = (.degrees(5), .hours(24), .minutes(15))
    leadMarginDegrees = 0.1
    limit = nil
  }

  /// Creates criteria; those not told are the usual ones.
  /// - Throws: ``ParameterError`` for the first that cannot be.
  public init(
    constellations: [Constellation]? = nil, minimumElevation: Angle? = nil, duration: TimeSpan? = nil,
    step: TimeSpan? = nil, minimumStay: TimeSpan? = nil, minimumSignalToNoiseDB: Double? = nil,
    availabilityElevation: Angle? = nil, availabilityDuration: TimeSpan? = nil, minimumAvailability: TimeSpan? = nil,
    leadMarginDegrees: Double? = nil,
    limit: Int? = nil
  ) throws(ParameterError) {
    let usual = FilterCriteria.usual
    self.constellations = constellations ?? usual.constellations
    self.minimumElevation = minimumElevation ?? usual.minimumElevation
    self.duration = duration ?? usual.duration
    self.step = step ?? usual.step
    self.minimumStay = minimumStay ?? usual.minimumStay
    self.minimumSignalToNoiseDB = minimumSignalToNoiseDB ?? usual.minimumSignalToNoiseDB
    self.availabilityElevation = availabilityElevation ?? usual.availabilityElevation
    self.availabilityDuration = availabilityDuration ?? usual.availabilityDuration
    self.minimumAvailability = minimumAvailability ?? usual.minimumAvailability
    self.leadMarginDegrees = leadMarginDegrees ?? usual.leadMarginDegrees
    self.limit = limit
    try ParameterError.check(self.minimumElevation.degrees, "minimumElevation, degrees", in: 0...90)
    try ParameterError.check(self.duration, "duration", in: .minutes(1) ... .hours(168))
    try ParameterError.check(self.step, "step", in: .seconds(1) ... .hours(1))
    try ParameterError.check(self.minimumStay, "minimumStay", in: .zero ... .hours(1))
    try ParameterError.check(self.minimumSignalToNoiseDB, "minimumSignalToNoiseDB", in: -30...60)
    try ParameterError.check(self.availabilityElevation.degrees, "availabilityElevation, degrees", in: 0...90)
    try ParameterError.check(self.availabilityDuration, "availabilityDuration", in: .minutes(1) ... .hours(168))
    try ParameterError.check(self.minimumAvailability, "minimumAvailability", in: .zero ... .hours(168))
    try ParameterError.check(self.leadMarginDegrees, "leadMarginDegrees", in: -90...90)
    if let limit { try ParameterError.check(limit, "limit", in: 1...1_000_000) }
  }
}
