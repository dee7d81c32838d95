import Catalog
public import Orbits
public import Quantities
import Synchronization

/// The element sets by which satellites fly from a time on, and what follows of them.
public final class ElementsInUse: Sendable {
  /// One satellite.
  public struct Satellite: Sendable {
    /// Its number and name in the run.
    public var id: Int, name: String
    /// Its elements.
    public var elements: ElementSet

    /// Creates a satellite.
    public init(id: Int, name: String, elements: ElementSet) {
      (self.id, self.name, self.elements) = (id, name, elements)
    }
  }

  /// The satellites, by number.
  public let satellites: [Satellite]
  /// From when on they fly so; nil from the beginning.
  public let start: ScenarioTime?
  /// What is worked out when it is first asked for.
  private let preparedPropagator = AtomicLazyReference<Kept<Propagator>>()
  private let preparedHash = AtomicLazyReference<Kept<String>>()

  private final class Kept<Value: Sendable>: Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
  }

  /// The first catalogue number that is given to satellites without one: free in the catalogues of the day.
  public static let firstFreeNumber = 90_000

  /// Takes satellites; those without a catalogue number get a free one each, since clients tell them apart by it.
  public init(_ satellites: [Satellite], from start: ScenarioTime? = nil) {
    var satellites = satellites.sorted { $0.id < $1.id }
    var taken = Set(satellites.map(\.elements.catalogNumber))
    var next = Self.firstFreeNumber
    for place in satellites.indices where satellites[place].elements.catalogNumber == 0 {
      while !taken.insert(next).inserted { next += 1 }
      satellites[place].elements.catalogNumber = next
    }
    (self.satellites, self.start) = (satellites, start)
  }

  /// The sets, in the order of the satellites.
  public var sets: [ElementSet] { satellites.map(\.elements) }

  /// The satellites' theories, in the order of the satellites; those that fail are kept in their place.
  public var propagator: Propagator {
    if let known = preparedPropagator.load() { return known.value }
    return preparedPropagator.storeIfNil(Kept(Propagator(sets))).value
  }

  /// The FNV-1a hash of the sets as OMM in JSON, 16 hexadecimal digits: equal for equal sets.
  public var hash: String {
    if let known = preparedHash.load() { return known.value }
    return preparedHash.storeIfNil(Kept("\(Fingerprint(of: ElementFormat.json.write(sets).bytes))")).value
  }

  /// A satellite by its number in the run; nil where there is none.
  public subscript(id: Int) -> Satellite? { satellites.first { $0.id == id } }

  /// Returns the places of the satellites that a word names: their number in the run, else their catalogue number or,
  /// where it is none, their name, else their name in other letters.
  public func places(of word: String) -> [Int] {
    func places(_ isNamed: (Satellite) -> Bool) -> [Int] { satellites.indices.filter { isNamed(satellites[$0]) } }
    if let number = Int(word) {
      let own = places { $0.id == number }
      return own.isEmpty ? places { $0.elements.catalogNumber == number } : own
    }
    let exact = places { $0.name == word }
    return exact.isEmpty ? places { $0.name.lowercased() == word.lowercased() } : exact
  }

  /// Returns the satellites with other elements for one of them, from a time on; nil where there is no such satellite.
  func replacing(_ elements: ElementSet, ofSatellite id: Int, from time: ScenarioTime) -> ElementsInUse? {
    guard let place = satellites.firstIndex(where: { $0.id == id }) else { return nil }
    var satellites = satellites
    satellites[place].elements = elements
    return ElementsInUse(satellites, from: time)
  }
}
