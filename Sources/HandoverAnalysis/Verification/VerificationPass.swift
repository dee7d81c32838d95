import Glibc
import Orbits
import Quantities

/// A pass of a satellite over a terminal at random, with the neighbours that stand highest while it lasts: all that is
/// measured of them, each 200 ms.
struct VerificationPass: Sendable {
  /// What is measured of one satellite; by sample, from the first of the pass on.
  struct Member: Sendable {
    let satellite: Int
    /// The samples at which it is at or above the mask.
    let inView: Range<Int>
    /// When it sets, which may be after the pass.
    let end: ScenarioTime
    /// The RSRP without shadowing, and as it is received, dBm; nothing out of view.
    let clearDBm, receivedDBm: [Double]
    /// The distance of the reference location, metres, and of the satellite, km.
    let referenceMetres, rangeKilometres: [Double]
    /// The parts of its beam and of its station that are taken.
    let beamLoad, stationLoad: Double

    /// The place of a sample in the lists, which begin as it comes into view.
    func place(of sample: Int) -> Int { sample - inView.lowerBound }

    func measured(_ values: [Double], at sample: Int) -> Double {
      inView.contains(sample) ? values[place(of: sample)] : .nan
    }
  }

  let site: GroundSite
  let start: ScenarioTime
  let sampleCount: Int
  /// The satellite whose pass it is, and its neighbours.
  let members: [Member]

  /// When a sample is taken.
  func time(of sample: Int) -> ScenarioTime { start + Int64(sample) * VerificationSetup.period }

  /// Draws the pass of a number: the same seed and number give the same pass. Nil where the constellation has none.
  init?(_ number: Int, over fleet: VerificationFleet, _ setup: VerificationSetup) {
    let noise = CountedNoise(seed: CountedNoise(seed: setup.seed).bits(Int64(number)))
    let highest = sin(VerificationSetup.highestLatitudeDegrees * (.pi / 180))
    let latitude = asin((2 * noise.uniform(0) - 1) * highest) * (180 / .pi)
    site = GroundSite(
      Geodetic(latitudeDegrees: latitude, longitudeDegrees: 360 * noise.uniform(1) - 180))
    let time = fleet.start + TimeSpan(nanoseconds: Int64(noise.uniform(2) * 86_400e3) * 1_000_000)
    guard let sky = PassChoice(of: fleet, over: site, from: time) else { return nil }
    start = sky.serving.window.start
    let length = sky.serving.window.end - start
    sampleCount = Int(length.nanoseconds / VerificationSetup.period.nanoseconds)
    var members: [Member] = []
    for contact in [sky.serving] + sky.neighbours {
      guard case .success(let sgp4) = fleet.propagator.orbits[contact.satellite],
        let course = MeasuredCourse(of: Orbit(sgp4), over: site, contact.window, within: start, sampleCount)
      else { return nil }
      let seed = noise.bits(Int64(contact.satellite) + 16)
      members.append(course.member(contact, fleet.budget, setup, CountedNoise(seed: seed), from: start))
    }
    self.members = members
  }
}

/// The satellite whose pass it is, and the neighbours of a terminal, as orbits have them.
private struct PassChoice {
  let serving: Contact
  let neighbours: [Contact]

  /// The shortest pass that is taken.
  private static let shortest = TimeSpan.minutes(3)
  /// For how long a pass is waited for at a time, and how often.
  private static let wait = TimeSpan.minutes(2)
  private static let waits = 60

  /// Takes the first pass that begins after a time and is not short.
  init?(of fleet: VerificationFleet, over site: GroundSite, from time: ScenarioTime) {
    let station = AccessScan.Station(site: site, minimumElevation: VerificationSetup.minimumElevation)
    let scan = AccessScan(of: fleet.propagator, over: [station])
    for number in 0..<PassChoice.waits {
      let from = time + Int64(number) * PassChoice.wait
      let contacts = scan.contacts(from: from, to: from + PassChoice.wait + fleet.longestPass, threads: 1)
      let whole = contacts.filter { contact in
        let window = contact.window
        return !window.startsBeforeSpan && !window.endsAfterSpan && window.end - window.start >= PassChoice.shortest
      }
      guard let serving = whole.min(by: { ($0.window.start, $0.satellite) < ($1.window.start, $1.satellite) }) else {
        continue
      }
      self.serving = serving
      neighbours = PassChoice.neighbours(of: serving, among: contacts, fleet, site)
      return
    }
    return nil
  }

  /// Those that stand highest at some time of the pass.
  private static func neighbours(
    of serving: Contact, among contacts: [Contact], _ fleet: VerificationFleet, _ site: GroundSite
  ) -> [Contact] {
    let (start, end) = (serving.window.start, serving.window.end)
    let others = contacts.filter {
      $0.satellite != serving.satellite && $0.window.start < end - .seconds(10) && $0.window.end > start + .seconds(10)
    }
    let ranked = others.map { contact -> (contact: Contact, degrees: Double) in
      let culmination = contact.window.culmination
      let nearest = min(max(culmination.time, start), end)
      guard nearest != culmination.time, case .success(let sgp4) = fleet.propagator.orbits[contact.satellite],
        let look = try? Orbit(sgp4).lookAngles(from: site, at: nearest)
      else { return (contact, culmination.elevation.degrees) }
      return (contact, look.elevation.degrees)
    }
    return ranked.sorted { ($1.degrees, $0.contact.satellite) < ($0.degrees, $1.contact.satellite) }
      .prefix(VerificationSetup.neighbourCount).map(\.contact)
  }
}

extension VerificationFleet {
  /// The length of a pass through the zenith, and a tenth more for orbits that are a little higher.
  fileprivate var longestPass: TimeSpan {
    let radius = RadioConstants.earthRadiusKilometres
    let reach = SphericalPath.groundDistanceKilometres(
      elevation: VerificationSetup.minimumElevation, altitudeKilometres: altitudeKilometres)
    // n = sqrt(μ / a³), less the Earth's turning; μ in km³/s²
    let axis = radius + altitudeKilometres
    let rate = (398_600.4418 / (axis * axis * axis)).squareRoot() - 7.2921159e-5
    return TimeSpan(nanoseconds: Int64(2 * reach / radius / rate * 1.1 * 1e9))
  }
}
