public import Orbits
public import Quantities

/// Where the reference locations of satellites move over the ground, and how they stand to one terminal, on one grid of
/// times.
///
/// A satellite without a value at a time has no number there.
public struct ReferenceTable: Sendable {
  /// Which satellite a row belongs to.
  public struct Satellite: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its catalogue number; 0 when unknown.
    public var catalogNumber: Int
    /// Its constellation, in small letters.
    public var constellation: String

    /// Creates the satellite of a row.
    public init(name: String, catalogNumber: Int, constellation: String) {
      (self.name, self.catalogNumber, self.constellation) = (name, catalogNumber, constellation)
    }
  }

  /// What is known of a satellite at a time.
  public enum Quantity: Int, Sendable, CaseIterable {
    /// Geodetic latitude and longitude of the reference location, degrees.
    case latitude, longitude
    /// The satellite's height above WGS84, m.
    case height
    /// From the terminal to the reference location, km.
    case distance
    /// Where the satellite stands in the terminal's sky, degrees.
    case elevation, azimuth
    /// From the terminal to the satellite, km.
    case range
  }

  /// Where the terminal is.
  public let terminal: Geodetic
  /// What ``Quantity/distance`` means.
  public let measure: GroundDistance
  /// The times, ascending.
  public let times: [ScenarioTime]
  /// The satellites of the rows.
  public let satellites: [Satellite]
  /// Quantity by quantity, satellite by satellite, time by time.
  var values: [Double]

  /// Creates a table in which nothing is known.
  init(terminal: Geodetic, measure: GroundDistance, times: [ScenarioTime], satellites: [Satellite]) {
    (self.terminal, self.measure, self.times, self.satellites) = (terminal, measure, times, satellites)
    values = Array(repeating: .nan, count: Quantity.allCases.count * satellites.count * times.count)
  }

  /// What is known of a satellite at a time; not a number where nothing is.
  public subscript(quantity: Quantity, satellite: Int, time: Int) -> Double {
    get { values[row(quantity, satellite) + time] }
    set { values[row(quantity, satellite) + time] = newValue }
  }

  /// Where a row begins.
  func row(_ quantity: Quantity, _ satellite: Int) -> Int {
    (quantity.rawValue * satellites.count + satellite) * times.count
  }

  /// Returns the reference location of a satellite at a time, on the ellipsoid.
  public func referenceLocation(_ satellite: Int, _ time: Int) -> Geodetic {
    Geodetic(
      latitudeDegrees: self[.latitude, satellite, time], longitudeDegrees: self[.longitude, satellite, time])
  }
}

extension ReferenceTable {
  /// Samples the sub-satellite points of satellites on a grid of times.
  ///
  /// - Parameters:
  ///   - satellites: One for each orbit.
  ///   - step, count: The spacing and number of times; the documents have 10 s and 720.
  public init(
    of propagator: Propagator, satellites: [Satellite], at terminal: Geodetic, measure: GroundDistance = .haversine,
    from start: ScenarioTime, step: TimeSpan = .seconds(10), count: Int = 720, orientation: EarthOrientation = .utc
  ) {
    precondition(satellites.count == propagator.count, "\(satellites.count) satellites of \(propagator.count) orbits")
    let times = (0..<count).map { start + Int64($0) * step }
    self.init(terminal: terminal, measure: measure, times: times, satellites: satellites)
    let site = GroundSite(terminal)
    let ephemeris = Ephemeris(satellites: propagator.count)
    let sky = Sky(satellites: propagator.count, sites: [site], orientation: orientation)
    let track = GroundTrack(satellites: propagator.count, orientation: orientation)
    for (index, time) in times.enumerated() {
      propagator.propagate(to: time, into: ephemeris, threads: 1)
      sky.update(from: ephemeris, at: time)
      track.update(from: ephemeris, at: time)
      for satellite in satellites.indices {
        guard let place = track[satellite], let sight = sky[satellite: satellite, site: 0] else { continue }
        self[.latitude, satellite, index] = place.latitudeDegrees
        self[.longitude, satellite, index] = place.longitudeDegrees
        self[.height, satellite, index] = place.heightMetres
        self[.elevation, satellite, index] = sight.elevation.degrees
        self[.azimuth, satellite, index] = sight.azimuth.degrees
        self[.range, satellite, index] = sight.rangeKilometres
      }
    }
    measureDistances()
  }

  /// Works out every distance from its reference location.
  mutating func measureDistances() {
    let home = measure.anchor(of: terminal)
    for satellite in satellites.indices {
      for time in times.indices {
        let anchor = measure.anchor(of: referenceLocation(satellite, time))
        self[.distance, satellite, time] = measure.kilometres(ofSquare: measure.square(home, anchor))
      }
    }
  }
}
