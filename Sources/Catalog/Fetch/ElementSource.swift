public import Foundation

/// Where element sets are fetched from.
public enum ElementSource: Hashable, Sendable {
  /// A group of CelesTrak's, such as `stations`.
  case group(String)
  /// A satellite of CelesTrak's, by catalogue number.
  case catalogNumber(Int)
  /// Any address of http or https.
  case url(URL)

  /// CelesTrak's query of general perturbations data.
  public static let celesTrak = "https://celestrak.org/NORAD/elements/gp.php"

  /// The address that is asked; CelesTrak gives OMM in JSON, the one form that carries every number.
  func url(celesTrak base: String) -> URL? {
    switch self {
    case .group(let name): URL(string: "\(base)?GROUP=\(name)&FORMAT=json")
    case .catalogNumber(let number): URL(string: "\(base)?CATNR=\(number)&FORMAT=json")
    case .url(let url): url
    }
  }

  /// What is wrong with it; nil for one that can be asked.
  var fault: String? {
    switch self {
    case .group(let name):
      let isName =
        (1...64).contains(name.utf8.count)
        && name.utf8.allSatisfy { byte in
          byte.isDigit || (65...90).contains(byte) || (97...122).contains(byte) || "-_".utf8.contains(byte)
        }
      return isName ? nil : "\"\(name.prefix(64))\" is no name of a group; allowed: letters, digits, - and _"
    case .catalogNumber(let number):
      return (1...OMMFields.mostCatalogNumber).contains(number)
        ? nil : "\(number) is no catalogue number; allowed: 1...\(OMMFields.mostCatalogNumber)"
    case .url(let url):
      let isWeb = ["http", "https"].contains(url.scheme?.lowercased()) && url.host()?.isEmpty == false
      return isWeb ? nil : "\"\(url.absoluteString.prefix(128))\" is no address; allowed: http://... and https://..."
    }
  }
}

extension ElementSource: CustomStringConvertible {
  /// What is asked for, as a message calls it.
  public var description: String {
    switch self {
    case .group(let name): "group \(name)"
    case .catalogNumber(let number): "satellite \(number)"
    case .url(let url): url.absoluteString
    }
  }
}

/// Why element sets could not be had, and what was tried.
public struct FetchError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was asked for.
  public let source: ElementSource
  /// What went wrong.
  public let reason: String

  /// What was asked for and what went wrong.
  public var description: String { "\(source): \(reason)" }
}
