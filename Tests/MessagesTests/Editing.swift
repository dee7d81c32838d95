import JSON
import Messages
import Testing

/// A kind of message with its example, for tests that go over all of them.
struct Kind: CustomTestStringConvertible, Sendable {
  let type: any Message.Type

  var name: String { type.shape.name }
  var testDescription: String { name }
  var exampleValue: JSONValue { type.exampleValue }
  var example: [UInt8] { exampleValue.compactBytes }

  /// Reads a payload and writes it again.
  func rewritten(_ payload: [UInt8]) throws(MessageError) -> [UInt8] { try type.decode(payload).payload }

  func accepts(_ value: JSONValue) -> Bool { (try? type.decode(value.compactBytes)) != nil }

  /// All kinds, each once.
  static let all: [Kind] = {
    var names: Set<String> = []
    return Channel.all.map { Kind(type: $0.message) }.filter { names.insert($0.name).inserted }
  }()
}

extension Message {
  fileprivate static var exampleValue: JSONValue { .object(example.members) }
}

/// A member somewhere in a message.
struct Place {
  let path: [String]
  let member: Member

  /// The JSON path, as errors have it.
  var text: String { path.reduce("$") { Int($1) == nil ? "\($0).\($1)" : "\($0)[\($1)]" } }

  /// Every member of some members, of the objects among them, and of the first object of each list of them.
  static func all(in members: [Member], below path: [String] = []) -> [Place] {
    members.flatMap { member -> [Place] in
      let place = Place(path: path + [member.name], member: member)
      return switch member.kind {
      case .object(let inner): [place] + all(in: inner, below: place.path)
      case .objects(let inner): [place] + all(in: inner, below: place.path + ["0"])
      default: [place]
      }
    }
  }
}

extension JSONValue {
  /// Returns the value with a member somewhere in it set, or removed for nil.
  func setting(_ path: ArraySlice<String>, to value: JSONValue?) -> JSONValue {
    if let array, let index = path.first.flatMap({ Int($0) }), array.indices.contains(index) {
      var array = array
      array[index] = array[index].setting(path.dropFirst(), to: value)
      return .array(array)
    }
    guard var object, let name = path.first else { return self }
    object[name] = path.count == 1 ? value : object[name]?.setting(path.dropFirst(), to: value)
    return .object(object)
  }
}
