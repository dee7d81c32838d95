import JSON
import Messages
import TestSupport
import Testing

/// One message of a captured run.
struct CapturedMessage {
  let place: String
  let address: Address
  let payload: String

  /// Reads the lines that hold a message: words of time and quality, the topic, the payload.
  static func all(in file: String) throws -> [CapturedMessage] {
    let lines = try SharedData.text("nos-t-captures/\(file)").split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().compactMap { index, line in
      guard !line.hasPrefix("#"), let start = line.firstRange(of: /(nost|downlink)\//)?.lowerBound,
        line[..<start].allSatisfy({ $0.isNumber || ". qr".contains($0) }),
        let end = line[start...].firstIndex(of: " "), let address = Address(topic: String(line[start..<end]))
      else { return nil }
      return CapturedMessage(
        place: "\(file):\(index + 1)", address: address, payload: String(line[line.index(after: end)...]))
    }
  }

  /// The channel of the application's role; none for what an application says beside the protocol.
  var channel: Channel? {
    Channel.of(Role.allCases.first { $0.defaultApp == address.app } ?? .application, address.leaf)
  }
}

/// Against what real NOS-T programs said; the files lie beside the project.
@Suite(
  .enabled(if: SharedData.has("nos-t-captures/nost-capture-mqtt.txt"), Comment(rawValue: SharedData.absence)))
struct CaptureTests {
  /// The files, with how many messages are read in each and how many of those are compact.
  static let files = [
    ("nost-capture-mqtt.txt", 64, 55), ("nost-capture-amqp.txt", 109, 97), ("nost-capture-downlink.txt", 207, 207),
  ]

  /// What was sent to see how NOS-T takes it: no JSON twice, an init without its stop, a status without anything.
  static let deliberatelyBad = [
    "nost-capture-amqp.txt:44": "ReadyStatus $: is not JSON: a value should stand at byte 0",
    "nost-capture-amqp.txt:45": "TimeStatus $.name: is missing; allowed: text",
    "nost-capture-mqtt.txt:75": "InitCommand $: is not JSON: a value should stand at byte 0",
    "nost-capture-mqtt.txt:77": "InitCommand $.taskingParameters.simStopTime: is missing; allowed: "
      + "an ISO 8601 date and time such as 2018-01-21T00:00:00Z, from 1900 to 2200",
  ]

  /// Topics that are an application's own.
  static let unprotocolled: Set<String> = ["ready", "wall", "scen", "hello", "echo", "x"]

  @Test(arguments: files)
  func everyMessageOnATopicOfTheProtocolIsRead(_ file: String, _ count: Int, _ compact: Int) throws {
    var (read, rewritten, bad) = (0, 0, 0)
    for message in try CapturedMessage.all(in: file) {
      guard let channel = message.channel else {
        #expect(Self.unprotocolled.contains(message.address.leaf.split(separator: "/").last.map(String.init) ?? ""))
        continue
      }
      do {
        let written = try Kind(type: channel.message).rewritten(Array(message.payload.utf8))
        read += 1
        // What is compact is written the same; what was written by hand has spaces and other forms of times.
        guard try JSONValue.parse(message.payload).compact == message.payload else { continue }
        rewritten += 1
        let value = try JSONValue.parse(written)
        #expect(value.withoutIntegers == (try JSONValue.parse(message.payload).withoutIntegers), "\(message.place)")
      } catch let error as MessageError {
        bad += 1
        #expect(error.description == Self.deliberatelyBad[message.place], "\(message.place)")
      }
    }
    #expect(read == count)
    #expect(rewritten == compact)
    #expect(bad == Self.deliberatelyBad.keys.count { $0.hasPrefix(file) })
  }
}

extension JSONValue {
  /// The value with 60 as good as 60.0.
  fileprivate var withoutIntegers: JSONValue {
    switch self {
    case .integer(let value): return .number(Double(value))
    case .array(let elements): return .array(elements.map(\.withoutIntegers))
    case .object(var object):
      for member in object.members { object[member.name] = member.value.withoutIntegers }
      return .object(object)
    default: return self
    }
  }
}
