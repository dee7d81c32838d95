public import Orbits
public import Quantities

/// What a ``CandidateFilter`` came to.
public struct FilterReport: Hashable, Sendable {
  /// The six stages, by the names of the handbook.
  public enum Stage: String, Hashable, Sendable, CaseIterable {
    /// It belongs to a constellation that serves.
    case constellationSeparation = "constellation_separation"
    /// It comes above the mask at some time.
    case geographicRelevance = "geographic_relevance"
    /// It has a state for the whole time, and a pass that is long enough.
    case handoverSuitability = "handover_suitability"
    /// It is loud enough where it is loudest.
    case signalQuality = "signal_quality"
    /// It is above a lower elevation for long enough altogether in a day.
    case temporalAvailability = "temporal_availability"
    /// It is the highest of its constellation at some tick, or all but.
    case resourceOptimization = "resource_optimization"
  }

  /// How many satellites came into a stage and out of it.
  public struct StageResult: Hashable, Sendable {
    /// The stage.
    public var stage: Stage
    /// How many came in.
    public var inputCount: Int
    /// How many came out.
    public var outputCount: Int

    /// The part that was left behind, 0...1; 0 where nothing came in.
    public var reductionRate: Double { FilterReport.share(of: inputCount - outputCount, in: inputCount, orElse: 0) }
  }

  /// A satellite that was kept.
  public struct Candidate: Hashable, Sendable {
    /// Its number in the sets that were filtered.
    public var satellite: Int
    /// The number of its constellation in the criteria.
    public var constellation: Int
    /// The highest elevation it reaches.
    public var highestElevation: Angle
    /// Its longest time above the mask without a break.
    public var longestStay: TimeSpan
    /// How long it is above the elevation of stage 5 altogether.
    public var availability: TimeSpan
    /// The RSRP of a resource element at its highest, without losses, dBm.
    public var bestRSRPDBm: Double
    /// By how many degrees it stands above all others of its constellation at its best tick.
    public var leadDegrees: Double
    /// The parts of the score, each 0...1.
    public var parts: ScoreParts

    /// The score that puts candidates in order, 0...1.
    public var score: Double { parts.score }
  }

  /// What the handbook's composite score is made of, each part 0...1.
  public struct ScoreParts: Hashable, Sendable {
    /// The best RSRP between that at the mask and that overhead.
    public var signal: Double
    /// 1 for the highest of its constellation at some tick, 0 for one that misses it by 10 degrees.
    public var eventPotential: Double
    /// The longest stay against the longest of its constellation.
    public var handover: Double
    /// The highest elevation against 90 degrees.
    public var geographic: Double

    /// 0.4 signal + 0.3 event potential + 0.2 handover + 0.1 geographic.
    public var score: Double { 0.4 * signal + 0.3 * eventPotential + 0.2 * handover + 0.1 * geographic }
  }

  /// How many satellites there were.
  public let inputCount: Int
  /// The stages in order.
  public let stages: [StageResult]
  /// The satellites that were kept, the best score first, of equals the lower number.
  public let candidates: [Candidate]
  /// The satellites that are the highest of their constellation at some tick, by number, whatever the stages say.
  public let usable: [Int]
  /// Satellites without a state at some time, by number.
  public let failures: [Int: PropagationFailure]
  /// How far those of stage 5 lead, by number.
  let leads: [Int: Double]

  /// The part of all satellites that was left behind, 0...1; 0 for none at all.
  public var totalReduction: Double {
    FilterReport.share(of: inputCount - candidates.count, in: inputCount, orElse: 0)
  }

  /// The reduction of a filter that keeps the usable satellites and no other, 0...1; 0 for none at all.
  public var exactReduction: Double { FilterReport.share(of: inputCount - usable.count, in: inputCount, orElse: 0) }

  /// The reduction over that of a filter that keeps the usable satellites and no other; 1 where that is nothing.
  public var efficiency: Double { exactReduction > 0 ? totalReduction / exactReduction : 1 }

  /// The part of the usable satellites that was kept, 0...1; 1 where none is usable.
  public var retention: Double { retention(of: usable) }

  /// The part of some satellites, by number, that was kept, 0...1; 1 for none.
  public func retention(of satellites: [Int]) -> Double {
    let kept = Set(candidates.map(\.satellite))
    return FilterReport.share(of: satellites.count { kept.contains($0) }, in: satellites.count, orElse: 1)
  }

  static func share(of part: Int, in whole: Int, orElse empty: Double) -> Double {
    whole == 0 ? empty : Double(part) / Double(whole)
  }
}

/// A point of the curve of reduction against retention: what another margin of stage 6 would have come to.
public struct FilterTradeOff: Hashable, Sendable {
  /// The margin, degrees.
  public var leadMarginDegrees: Double
  /// How many would be kept.
  public var keptCount: Int
  /// The part of all satellites that would be left behind.
  public var reduction: Double
  /// The part of the usable satellites that would be kept.
  public var retention: Double
}

extension FilterReport {
  /// Returns the trade-off at some margins of stage 6, without its limit.
  ///
  /// - Parameter usable: against which satellites, by number; those usable at the filter's own ticks unless told.
  public func tradeOff(leadMargins: [Double], against usable: [Int]? = nil) -> [FilterTradeOff] {
    let usable = usable ?? self.usable
    return leadMargins.map { margin in
      let kept = leads.values.count { $0 >= -margin }
      let retained = usable.count { leads[$0].map { $0 >= -margin } ?? false }
      return FilterTradeOff(
        leadMarginDegrees: margin, keptCount: kept,
        reduction: FilterReport.share(of: inputCount - kept, in: inputCount, orElse: 0),
        retention: FilterReport.share(of: retained, in: usable.count, orElse: 1))
    }
  }
}
