public import Orbits
public import Quantities

/// Who will serve a terminal over a span: its handovers and its gaps.
public struct HandoverForecast: Hashable, Sendable {
  /// A satellite as it stands in the terminal's sky at an event.
  public struct Sight: Hashable, Sendable {
    /// The satellite's number.
    public var satellite: Int
    /// Its geometric elevation, negative once it has set.
    public var elevation: Angle
    /// Its distance, km.
    public var rangeKilometres: Double
  }

  /// A change of the serving satellite.
  public struct Event: Hashable, Sendable {
    /// What happens.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      /// A satellite serves where none did.
      case acquired
      /// Another satellite takes over.
      case handover
      /// The serving satellite sets and none is there.
      case lost
    }

    /// When, to the microsecond.
    public var time: ScenarioTime
    /// What.
    public var kind: Kind
    /// The satellite that serves no longer.
    public var from: Sight?
    /// The one that serves from now on.
    public var to: Sight?
    /// The standard deviation of the time, s, from the ages of the element sets.
    ///
    /// 0 for what the span begins with, infinite for a touch of the mask at the height of a pass. Nil where the predictor
    /// was not told of the ages, and where a satellite has no state at the time.
    public var timeDeviationSeconds: Double?
  }

  /// From where to where was looked.
  public let span: Range<ScenarioTime>
  /// The changes, by time. The first is the acquisition at the start, where a satellite is in view there.
  public let events: [Event]
  /// For how long a satellite serves.
  public let served: TimeSpan
  /// Satellites without a state at some time of the span, by number; from then on they serve nobody.
  public let failures: [Int: PropagationFailure]

  /// The part of the span in which a satellite serves, 0 to 1.
  public var coverage: Double { served.seconds / (span.upperBound - span.lowerBound).seconds }

  /// A span with one serving satellite.
  public struct Service: Hashable, Sendable {
    /// The satellite's number.
    public let satellite: Int
    /// From when to when, half-open.
    public let span: Range<ScenarioTime>
  }

  /// Who serves when, by time; where gaps are bridged, a service lasts to the next one.
  public var services: [Service] {
    let ends = events.dropFirst().map(\.time) + [span.upperBound]
    return zip(events, ends).compactMap { event, end in
      event.to.map { Service(satellite: $0.satellite, span: event.time..<end) }
    }
  }

  /// The times at which nobody serves.
  public var gaps: [Range<ScenarioTime>] {
    var gaps: [Range<ScenarioTime>] = []
    var begin: ScenarioTime? = events.first?.time == span.lowerBound ? nil : span.lowerBound
    for event in events {
      if event.kind == .lost { begin = event.time }
      if event.kind == .acquired, let from = begin {
        gaps.append(from..<event.time)
        begin = nil
      }
    }
    if let from = begin, from < span.upperBound { gaps.append(from..<span.upperBound) }
    return gaps
  }
}
