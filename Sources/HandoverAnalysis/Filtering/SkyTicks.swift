internal import Dispatch
import Orbits
import Quantities

/// Which satellites stand how high over a site at the ticks of a clock.
struct SkyTicks: Sendable {
  /// A satellite at or above the mask at a tick.
  struct Sight: Sendable {
    /// Its number in the propagator.
    let satellite: Int
    let elevationDegrees, rangeKilometres: Double
  }

  /// Those at or above the mask, by tick and number.
  private(set) var sights: [[Sight]] = []
  /// Which satellites are without a state at some tick.
  private(set) var hasFailed: [Bool]
  private let minimumElevation: Angle

  /// Looks at satellites at some times, on so many cores; nil for all. The sights are the same whatever the number.
  init(
    of propagator: Propagator, over site: GroundSite, at times: [ScenarioTime], minimumElevation: Angle, threads: Int?
  ) {
    self.minimumElevation = minimumElevation
    hasFailed = Array(repeating: false, count: propagator.count)
    guard propagator.count > 0, !times.isEmpty else {
      sights = Array(repeating: [], count: times.count)
      return
    }
    let count = max(1, min(times.count, threads ?? ActiveProcessors.count))
    let parts = PartsOfThreads(count: count, Part())
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let range = times.count * index / count..<times.count * (index + 1) / count
      parts[index] = Part(propagator, site, times[range], minimumElevation.degrees)
    }
    for index in 0..<count {
      sights += parts[index].sights
      for satellite in parts[index].failures { hasFailed[satellite] = true }
    }
  }

  /// What one thread has seen.
  private struct Part {
    var sights: [[Sight]] = []
    var failures: Set<Int> = []

    init() {}

    init(_ propagator: Propagator, _ site: GroundSite, _ times: ArraySlice<ScenarioTime>, _ mask: Double) {
      let ephemeris = Ephemeris(satellites: propagator.count)
      let sky = Sky(satellites: propagator.count, sites: [site])
      for time in times {
        propagator.propagate(to: time, into: ephemeris, threads: 1)
        sky.update(from: ephemeris, at: time)
        var seen: [Sight] = []
        for satellite in 0..<propagator.count {
          guard let look = sky[satellite: satellite, site: 0] else {
            failures.insert(satellite)
            continue
          }
          if look.elevation.degrees >= mask {
            seen.append(
              Sight(
                satellite: satellite, elevationDegrees: look.elevation.degrees, rangeKilometres: look.rangeKilometres))
          }
        }
        sights.append(seen)
      }
    }
  }

  /// Returns by how many degrees each satellite at its best tick stands above the highest other one of its group.
  ///
  /// Zero and more for those that are the highest at some tick, minus infinity for those never seen. Where nobody else
  /// of the group is up, the mask stands in.
  /// - Parameters:
  ///   - groups: each satellite's group, from 0 on.
  ///   - isIn: which satellites count.
  func leads(groups: [Int], among isIn: [Bool]) -> [Double] {
    var leads = Array(repeating: -Double.infinity, count: groups.count)
    let mask = minimumElevation.degrees
    let none = (highest: -1, first: mask, second: mask)
    var tops = Array(repeating: none, count: (groups.max() ?? -1) + 1)
    for seen in sights {
      for group in tops.indices { tops[group] = none }
      for sight in seen where isIn[sight.satellite] {
        let group = groups[sight.satellite]
        if sight.elevationDegrees > tops[group].first || tops[group].highest < 0 {
          tops[group] = (sight.satellite, sight.elevationDegrees, tops[group].first)
        } else if sight.elevationDegrees > tops[group].second {
          tops[group].second = sight.elevationDegrees
        }
      }
      for sight in seen where isIn[sight.satellite] {
        let top = tops[groups[sight.satellite]]
        let rival = top.highest == sight.satellite ? top.second : top.first
        leads[sight.satellite] = max(leads[sight.satellite], sight.elevationDegrees - rival)
      }
    }
    return leads
  }
}

extension ScenarioTime {
  /// Returns the ticks of a clock from this instant on for a time, both ends included.
  func ticks(for duration: TimeSpan, every step: TimeSpan) -> [ScenarioTime] {
    duration < .zero ? [] : (0...duration.nanoseconds / step.nanoseconds).map { self + $0 * step }
  }
}
