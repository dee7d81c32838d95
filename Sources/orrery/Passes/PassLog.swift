import Orbits
import Quantities

/// A contact in 40 bytes, as there may be millions.
struct CompactContact {
  private let start, end, highest: Int64
  private let elevationDegrees: Double
  private let satellite: Int32
  /// The station's number, and the marks in its highest bits.
  private let stationAndMarks: UInt32

  private enum Mark {
    static let startsBeforeSpan: UInt32 = 1 << 28
    static let endsAfterSpan: UInt32 = 1 << 29
    static let tellsSunlight: UInt32 = 1 << 30
    static let isSunlit: UInt32 = 1 << 31
    static let all = startsBeforeSpan | endsAfterSpan | tellsSunlight | isSunlit
  }

  init(_ contact: Contact) {
    let window = contact.window
    start = window.start.nanosecondsSince1970
    end = window.end.nanosecondsSince1970
    highest = window.culmination.time.nanosecondsSince1970
    elevationDegrees = window.culmination.elevation.degrees
    satellite = Int32(contact.satellite)
    var marks = UInt32(contact.station)
    precondition(marks & Mark.all == 0, "more stations than 28 bits can number")
    if window.startsBeforeSpan { marks |= Mark.startsBeforeSpan }
    if window.endsAfterSpan { marks |= Mark.endsAfterSpan }
    if contact.isSunlit != nil { marks |= Mark.tellsSunlight }
    if contact.isSunlit == true { marks |= Mark.isSunlit }
    stationAndMarks = marks
  }

  var contact: Contact {
    func has(_ mark: UInt32) -> Bool { stationAndMarks & mark != 0 }
    let culmination = AccessWindow.Culmination(
      time: ScenarioTime(nanosecondsSince1970: highest), elevation: .degrees(elevationDegrees))
    return Contact(
      satellite: Int(satellite), station: Int(stationAndMarks & ~Mark.all),
      window: AccessWindow(
        start: ScenarioTime(nanosecondsSince1970: start), end: ScenarioTime(nanosecondsSince1970: end),
        startsBeforeSpan: has(Mark.startsBeforeSpan), endsAfterSpan: has(Mark.endsAfterSpan), culmination: culmination),
      isSunlit: has(Mark.tellsSunlight) ? has(Mark.isSunlit) : nil)
  }

  /// By rise, satellite and station.
  static func < (left: CompactContact, right: CompactContact) -> Bool {
    (left.start, left.satellite, left.stationAndMarks & ~Mark.all)
      < (right.start, right.satellite, right.stationAndMarks & ~Mark.all)
  }
}

/// The contacts of a span in little room, to be had in the order of their rises.
///
/// They lie in drawers by the time of their rise, in slabs of equal size: nothing is moved to grow, and what is taken out
/// in order is one drawer at a time.
struct PassLog {
  private var drawers: [[[CompactContact]]]
  private let from: ScenarioTime
  private let width: Int64
  private(set) var count = 0

  private static let drawerCount: Int64 = 256
  private static let slab = 1_024

  /// Prepares a log for contacts that rise from a time on and before another.
  init(from: ScenarioTime, to: ScenarioTime) {
    self.from = from
    width = max(1, (to - from).nanoseconds / PassLog.drawerCount + 1)
    drawers = Array(repeating: [], count: Int(PassLog.drawerCount))
  }

  mutating func append(_ contact: Contact) {
    let place = (contact.window.start - from).nanoseconds / width
    let drawer = Int(min(max(place, 0), PassLog.drawerCount - 1))
    if drawers[drawer].last.map({ $0.count == PassLog.slab }) ?? true {
      drawers[drawer].append([])
      drawers[drawer][drawers[drawer].count - 1].reserveCapacity(PassLog.slab)
    }
    drawers[drawer][drawers[drawer].count - 1].append(CompactContact(contact))
    count += 1
  }

  /// The contacts by rise, satellite and station, drawer by drawer.
  var runs: some Sequence<[CompactContact]> {
    drawers.lazy.map { slabs in
      var contacts: [CompactContact] = []
      contacts.reserveCapacity(slabs.count * PassLog.slab)
      for slab in slabs { contacts += slab }
      contacts.sort { $0 < $1 }
      return contacts
    }
  }
}
