import JSON
public import Orbits

/// Element sets as the bytes of a file, and what the format could not carry.
public struct WrittenElements: Sendable {
  /// The file, UTF-8, its lines ended by a line feed.
  public internal(set) var bytes: [UInt8] = []
  /// How many sets it holds.
  public internal(set) var count = 0
  /// An error for each set that was left out, a warning for each that lost digits; at most a thousand of them.
  public var problems: [ElementProblem] { list.problems }
  /// How many sets were left out.
  public var errorCount: Int { list.errorCount }
  var list = ProblemList()

  /// The file as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension ElementFormat {
  /// Writes sets in this format; one that it cannot carry is left out, with an error that says what to do instead.
  ///
  /// JSON, CSV, KVN and XML keep every value: what is read back equals what was written. The two-line formats round
  /// to their columns and warn of the digits that are lost.
  public func write(_ sets: [ElementSet]) -> WrittenElements {
    var written = WrittenElements()
    written.bytes.reserveCapacity(sets.count * 512)
    begin(&written.bytes)
    for set in sets {
      if let fault = set.fault {
        written.list.append(ElementProblem(.error, satellite: set.label, fault.reason, allowed: fault.allowed))
      } else {
        append(set, to: &written)
      }
    }
    end(&written)
    return written
  }

  private func begin(_ bytes: inout [UInt8]) {
    switch self {
    case .json: bytes += "[".utf8
    case .csv: bytes += (OMMKey.published.map(\.word).joined(separator: ",") + "\n").utf8
    case .xml: bytes += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ndm>\n".utf8
    case .kvn, .tle, .threeLine: break
    }
  }

  private func end(_ written: inout WrittenElements) {
    switch self {
    case .json: written.bytes += "\n]\n".utf8
    case .xml: written.bytes += "</ndm>\n".utf8
    case .csv, .kvn, .tle, .threeLine: break
    }
  }

  private func append(_ set: ElementSet, to written: inout WrittenElements) {
    switch self {
    case .json:
      written.bytes += (written.count == 0 ? "\n" : ",\n").utf8
      set.ommObject.write(to: &written.bytes)
    case .csv: written.bytes += set.csvRecord.utf8
    case .kvn: written.bytes += set.trimmingOuterBlanks(&written.list).kvnMessage(isFirst: written.count == 0).utf8
    case .xml: written.bytes += set.trimmingOuterBlanks(&written.list).xmlMessage.utf8
    case .tle, .threeLine:
      do throws(ElementProblem) {
        let lines = try TwoLineText(set)
        if self == .threeLine, let name = lines.nameLine { written.bytes += name.utf8 }
        written.bytes += "\(lines.line1)\n\(lines.line2)\n".utf8
        if let warning = lines.warning { written.list.append(warning) }
      } catch {
        written.list.append(error)
        return
      }
    }
    written.count += 1
  }
}

extension ElementSet {
  /// The satellite as messages call it: `ISS (ZARYA), 25544`.
  var label: String {
    [name, catalogNumber == 0 && name != nil ? nil : String(catalogNumber)].compactMap { $0 }.joined(separator: ", ")
  }

  /// What no format may carry, since no reader would take it back; nil for a set that is whole.
  var fault: (reason: String, allowed: String)? {
    func outside(_ key: OMMKey, _ value: Double, _ range: ClosedRange<Double>, _ allowed: String) -> (String, String)? {
      range.contains(value) ? nil : ("\(key.word) \(value) is out of range", allowed)
    }
    let drag = -OMMFields.mostDrag...OMMFields.mostDrag
    let angles: [(OMMKey, Double, Double)] = [
      (.inclination, inclinationDegrees, 180), (.node, rightAscensionDegrees, 360),
      (.perigee, argumentOfPerigeeDegrees, 360), (.anomaly, meanAnomalyDegrees, 360),
    ]
    for (key, value, limit) in angles {
      if let fault = outside(key, value, 0...limit, "0...\(Int(limit)) degrees") { return fault }
    }
    for (key, value) in [(OMMKey.bstar, bstar), (.motionDot, meanMotionDot), (.motionDoubleDot, meanMotionDoubleDot)] {
      if let fault = outside(key, value, drag, "-1e9...1e9") { return fault }
    }
    let motions = Double.leastNonzeroMagnitude...OMMFields.mostRevolutionsPerDay
    return outside(.eccentricity, eccentricity, 0...1.0.nextDown, "0 up to less than 1")
      ?? outside(.meanMotion, meanMotionRevolutionsPerDay, motions, "more than 0, less than 100 revolutions a day")
      ?? wholeFault ?? textFault
  }

  private var wholeFault: (reason: String, allowed: String)? {
    let most = OMMFields.mostCatalogNumber
    for (key, value) in [
      (OMMKey.number, catalogNumber), (.setNumber, elementSetNumber), (.revolution, revolutionNumber),
    ]
    where !(0...most).contains(value) {
      return ("\(key.word) \(value) is out of range", "0...\(most)")
    }
    guard OMMEpoch.range.contains(epoch) else { return ("EPOCH \(epoch) is out of range", OMMEpoch.allowedRange) }
    return nil
  }

  private var textFault: (reason: String, allowed: String)? {
    for (key, text) in [(OMMKey.name, name ?? ""), (.designator, internationalDesignator)]
    where text.count > OMMFields.mostNameCharacters || text.unicodeScalars.contains(where: \.isControl) {
      return ("\(key.word) is not a name", OMMFields.allowedNames)
    }
    return "UCS".contains(classification) ? nil : ("CLASSIFICATION_TYPE \(classification) is not known", "U, C, S")
  }

  /// The set with names that a format without quotes can carry, with a warning where that changes them.
  fileprivate func trimmingOuterBlanks(_ list: inout ProblemList) -> ElementSet {
    var set = self
    set.name = name.map(\.withoutOuterBlanks)
    set.internationalDesignator = internationalDesignator.withoutOuterBlanks
    if set != self {
      list.append(ElementProblem(.warning, satellite: label, "blanks around the name are not carried by this format"))
    }
    return set
  }
}

extension StringProtocol {
  var withoutOuterBlanks: String { String(decoding: Array(utf8)[...].trimmed, as: UTF8.self) }
}
