import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The elements of an XML text, as far as a test of a drawing asks for them.
final class XMLShape: NSObject, XMLParserDelegate {
  private var elements: [(name: String, attributes: [String: String])] = []
  private var open: [String] = []
  /// What `text` and `title` elements hold.
  private(set) var texts: [String] = []
  private(set) var notes: [String] = []

  /// Parses a text; nil where it is not XML.
  init?(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  /// How many elements of a name have a class among theirs.
  func count(_ name: String, of className: String) -> Int {
    elements.count { $0.name == name && ($0.attributes["class"] ?? "").split(separator: " ").contains(className[...]) }
  }

  /// An attribute of every element of a name.
  func attributes(_ attribute: String, of name: String) -> [String] {
    elements.filter { $0.name == name }.compactMap { $0.attributes[attribute] }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append((name, attributes))
    open.append(name)
    if name == "text" { texts.append("") }
    if name == "title" { notes.append("") }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if open.last == "text" { texts[texts.count - 1] += text }
    if open.last == "title" { notes[notes.count - 1] += text }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }
}
