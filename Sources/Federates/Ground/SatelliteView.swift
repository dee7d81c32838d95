import Orbits
import Quantities

/// Who sees each satellite at an instant, and whom each station sees.
struct SatelliteView: Sendable {
  /// Where the ranking of a satellite stands.
  private var current: [Rankings.Change?]
  private var piece: SightCourse.Piece?
  /// The first change of the piece that has not come yet.
  private var next = 0
  /// The satellites in view of each station of which that is asked for.
  private var seen: [PlaceSet?]

  /// Begins with nobody in view.
  /// - Parameter watched: of which stations it will be asked whom they see.
  init(satellites: Int, watched: [Bool]) {
    current = Array(repeating: nil, count: satellites)
    seen = watched.map { $0 ? PlaceSet(count: satellites) : nil }
  }

  /// The stations that see a satellite, highest first.
  func stations(of satellite: Int) -> ArraySlice<UInt16> {
    guard let piece, let change = current[satellite] else { return [] }
    return piece.rankings.stations(from: change)
  }

  /// Hands over the satellites that a watched station sees.
  func forEachSatellite(seenBy station: Int, _ body: (Int) -> Void) { seen[station]?.forEach(body) }

  /// Moves on to an instant, and hands over every satellite that is seen otherwise.
  mutating func move(to time: ScenarioTime, along sight: SightCourse, _ body: (Int) -> Void) {
    while piece.map({ $0.span.upperBound <= time }) ?? true {
      let piece = sight.piece(containing: self.piece?.span.upperBound ?? sight.origin)
      guard !piece.span.isEmpty else { return }
      enter(piece, body)
    }
    guard let piece else { return }
    let changes = piece.rankings.changes
    while next < changes.count, changes[next].time <= time {
      let change = changes[next]
      replace(stations(of: change.satellite), by: piece.rankings.stations(from: change), of: change.satellite)
      current[change.satellite] = change
      body(change.satellite)
      next += 1
    }
  }

  /// Takes notice that the course is another after the instant that has been reached.
  mutating func follow(_ sight: SightCourse) {
    piece = piece.map { sight.piece(containing: $0.span.lowerBound) }
  }

  /// Takes on a new piece, at its start.
  private mutating func enter(_ piece: SightCourse.Piece, _ body: (Int) -> Void) {
    var first: [Rankings.Change?] = Array(repeating: nil, count: current.count)
    let changes = piece.rankings.changes
    next = 0
    while next < changes.count, changes[next].time <= piece.span.lowerBound {
      first[changes[next].satellite] = changes[next]
      next += 1
    }
    for satellite in current.indices {
      let old = stations(of: satellite)
      let new = first[satellite].map { piece.rankings.stations(from: $0) } ?? []
      guard old != new else { continue }
      replace(old, by: new, of: satellite)
      body(satellite)
    }
    current = first
    self.piece = piece
  }

  private mutating func replace(_ old: ArraySlice<UInt16>, by new: ArraySlice<UInt16>, of satellite: Int) {
    for station in old where !new.contains(station) { seen[Int(station)]?.remove(satellite) }
    for station in new where !old.contains(station) { seen[Int(station)]?.insert(satellite) }
  }
}

/// Places in a list, in order, a bit each.
struct PlaceSet: Sendable {
  private var words: [UInt64]

  init(count: Int) {
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  mutating func insert(_ place: Int) { words[place >> 6] |= 1 << UInt64(place & 63) }

  mutating func remove(_ place: Int) { words[place >> 6] &= ~(1 << UInt64(place & 63)) }

  /// Returns the first place of the set at or after one.
  func first(from place: Int) -> Int? {
    var word = place >> 6
    guard word < words.count else { return nil }
    var bits = words[word] & (.max << UInt64(place & 63))
    while bits == 0 {
      word += 1
      guard word < words.count else { return nil }
      bits = words[word]
    }
    return word << 6 + bits.trailingZeroBitCount
  }

  func forEach(_ body: (Int) -> Void) {
    var place = first(from: 0)
    while let found = place {
      body(found)
      place = first(from: found + 1)
    }
  }
}

/// The satellites that are to be asked, round after round, each round in order of their places.
struct Sweep {
  private var now: PlaceSet
  private var later: PlaceSet
  /// The first place that is still to come in this round.
  private var place = 0
  private let none: PlaceSet

  init(count: Int) {
    none = PlaceSet(count: count)
    (now, later) = (none, none)
  }

  /// Has a satellite asked: in this round if its place is still to come, else in the next.
  mutating func insert(_ satellite: Int) {
    if satellite >= place { now.insert(satellite) } else { later.insert(satellite) }
  }

  /// Those of this round, before it begins.
  var all: [Int] {
    var all: [Int] = []
    now.forEach { all.append($0) }
    return all
  }

  /// Takes the next satellite to be asked; nil when all are content.
  mutating func next() -> Int? {
    if let found = now.first(from: place) {
      now.remove(found)
      place = found + 1
      return found
    }
    guard later.first(from: 0) != nil else { return nil }
    (now, later, place) = (later, none, 0)
    return next()
  }
}

extension [Rankings.Change] {
  /// The place of the first change after an instant.
  func firstPlace(after time: ScenarioTime) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
