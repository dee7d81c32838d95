import Messages
import Quantities

/// What a NOS-T configuration says of a test run, as far as a scenario can hold it.
struct TestBedConfiguration {
  /// One satellite, by its place in the lists of the storage application.
  struct Satellite {
    var capacityGigabits: Double
    /// How much of the capacity is used at the start, 0...1.
    var usedFraction: Double
    var instrumentGigabitsPerSecond: Double
    var costMode: String
    var fixedDollarsPerSecond: Double
  }

  /// One ground station.
  struct Station {
    var groundId: Int
    var name: String?
    var latitudeDegrees: Double
    var longitudeDegrees: Double
    var minimumElevationDegrees: Double
    var downlinkGigabitsPerSecond: Double
    var dollarsPerSecond: Double
    var costMode: String
    var isOperational: Bool
  }

  /// Where the brokers are.
  struct Server {
    var host = "localhost"
    var isEncrypted = false
    var usesKeycloak = false
    var virtualHost = "/"
    var user: String?
    /// The port of MQTT where the environment names one.
    var port: Int?
  }

  var title: String?
  var description: String?
  var prefix = "nost"
  var start: ScenarioTime
  var stop: ScenarioTime
  var scale = 1.0
  var step = TimeSpan.seconds(1)
  var timeStatusInterval: TimeSpan?
  var commandLead = TimeSpan.zero
  var requiredApps: [String] = []
  var retryDelay = TimeSpan.seconds(5)
  var attempts = 5
  var updates: [UpdateCommand] = []
  var storageApp = "satelliteStorage"
  var groundApp = "ground"
  var outageApp = "outage"
  var satellites: [Satellite] = []
  var stations: [Station] = []
  var server = Server()

  /// The applications that a scenario's manager must name itself; nil where those that have something to do are meant.
  ///
  /// The outage application has nothing to do where no outages are told, and is then never waited for.
  var namedRequiredApps: [String]? {
    let others = requiredApps.filter { $0 != outageApp }
    return Set(others) == [storageApp, groundApp] ? nil : others
  }

  /// The address at which the same broker speaks MQTT.
  var brokerURL: String {
    let user = server.user.map { "\($0.percentEncoded)@" } ?? ""
    let host = server.host.contains(":") ? "[\(server.host)]" : server.host
    return
      "\(server.isEncrypted ? "mqtts" : "mqtt")://\(user)\(host):\(server.port ?? (server.isEncrypted ? 8883 : 1883))"
  }
}

extension String {
  /// The text as the user of a broker's address.
  fileprivate var percentEncoded: String {
    utf8.map { byte in
      let isPlain =
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
        || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || "-._~".utf8.contains(byte)
      let digits = String(byte, radix: 16, uppercase: true)
      return isPlain ? String(UnicodeScalar(byte)) : "%\(digits.count == 1 ? "0" : "")\(digits)"
    }.joined()
  }
}
