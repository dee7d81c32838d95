import MosquittoTransport
import Testing
import Transport

@Suite struct BrokerURLTests {
  @Test(
    "A URL names host and port; mqtt is 1883, mqtts 8883",
    arguments: [
      ("mqtt://broker", "broker", 1883, "mqtt://broker:1883"),
      ("mqtts://broker/", "broker", 8883, "mqtts://broker:8883"),
      ("MQTT://broker:1", "broker", 1, "mqtt://broker:1"),
      ("broker:65535", "broker", 65_535, "mqtt://broker:65535"),
      ("10.0.0.1", "10.0.0.1", 1883, "mqtt://10.0.0.1:1883"),
      ("mqtt://[::1]", "::1", 1883, "mqtt://[::1]:1883"),
      ("mqtts://u:p@[fe80::1]:99", "fe80::1", 99, "mqtts://u@[fe80::1]:99"),
    ])
  func places(text: String, host: String, port: Int, description: String) throws {
    let url = try BrokerURL(text)
    #expect(url.host == host)
    #expect(url.port == port)
    #expect(url.description == description)
    #expect((url.tls != nil) == description.hasPrefix("mqtts"))
  }

  @Test("User, password and TLS files are read, with %-digits for what divides")
  func everything() throws {
    let url = try BrokerURL("mqtts://m%C3%BCller%3A:p%40ss%2Fw:rd@h:1?ca=/a%26b&cert=c.pem&key=k.pem&verify=chain")
    #expect(url.user == "müller:")
    #expect(url.password == "p@ss/w:rd")
    #expect(
      url.tls
        == TLSOptions(authority: "/a&b", certificate: "c.pem", key: "k.pem", verification: .withoutHostName))
    let options = BrokerOptions(url)
    #expect(options.user == url.user && options.password == url.password.map { .text($0) } && options.tls == url.tls)
    #expect(try BrokerURL("mqtt://only@h").password == nil)
    #expect(try BrokerURL("mqtt://empty:@h").password == "")
  }

  @Test(
    "A URL that names no broker says where, and never the password",
    arguments: [
      ("", "broker \"\": host \"\"; allowed: a host name or address, without a path after it"),
      ("http://h", "broker \"http://h\": scheme \"http\"; allowed: mqtt, mqtts, or none for mqtt"),
      ("mqtt://h:0", "broker \"mqtt://h:0\": port \"0\"; allowed: 1 to 65535"),
      ("mqtt://h:65536", "broker \"mqtt://h:65536\": port \"65536\"; allowed: 1 to 65535"),
      ("mqtt://h:+1", "broker \"mqtt://h:+1\": port \"+1\"; allowed: 1 to 65535"),
      ("mqtt://h:", "broker \"mqtt://h:\": port \"\"; allowed: 1 to 65535"),
      ("mqtt://h/a", "broker \"mqtt://h/a\": host \"h/a\"; allowed: a host name or address, without a path after it"),
      ("::1", "broker \"::1\": host \"::1\"; allowed: an IPv6 address in brackets: [::1]:1883"),
      ("mqtt://[::1", "broker \"mqtt://[::1\": host without ']'; allowed: [::1]:1883"),
      ("mqtt://[::1]9", "broker \"mqtt://[::1]9\": text after ']'; allowed: [::1]:1883"),
      (
        "mqtt://u:s/ecret@h",
        "broker \"mqtt://u:•••@h\": '/', '?', '#' or '@' in the user, password or a path; allowed: %2F, %3F, %23, %40"
      ),
      (
        "mqtt://u:s@cret@h",
        "broker \"mqtt://u:•••@h\": '/', '?', '#' or '@' in the user, password or a path; allowed: %2F, %3F, %23, %40"
      ),
      ("mqtt://u:secret@h:x", "broker \"mqtt://u:•••@h:x\": port \"x\"; allowed: 1 to 65535"),
      (
        "mqtt://u:%zz@h",
        "broker \"mqtt://u:•••@h\": user or password; "
          + "allowed: user or user:password, '%' only before two hexadecimal digits"
      ),
      (
        "mqtt://:p@h",
        "broker \"mqtt://:•••@h\": user or password; "
          + "allowed: user or user:password, '%' only before two hexadecimal digits"
      ),
      ("mqtt://h?ca=x", "broker \"mqtt://h?ca=x\": options \"ca=x\"; allowed: none with mqtt; mqtts takes them"),
      ("mqtts://h?CA=x", "broker \"mqtts://h?CA=x\": option \"CA\"; allowed: ca, cert, key, verify"),
      ("mqtts://h?ca", "broker \"mqtts://h?ca\": option \"ca\"; allowed: name=value"),
      ("mqtts://h?verify=no", "broker \"mqtts://h?verify=no\": verify \"no\"; allowed: full, chain, none"),
      ("mqtts://h?cert=c", "broker \"mqtts://h?cert=c\": one of cert and key; allowed: both or neither"),
    ])
  func refused(text: String, message: String) {
    let error = #expect(throws: BrokerURLError.self) { try BrokerURL(text) }
    #expect(error?.description == message)
  }

  @Test("A password shows in no description and no dump")
  func secrecy() throws {
    let url = try BrokerURL("mqtt://u:hunter2@h")
    var dumped = ""
    dump(BrokerOptions(url), to: &dumped)
    for text in ["\(url)", "\(BrokerOptions(url))", String(reflecting: url), dumped] {
      #expect(!text.contains("hunter2"))
    }
  }
}

#if MQTT
  @Suite struct BrokerOptionsTests {
    @Test("Options that could never work are refused with their name, value and range")
    func refused() {
      func message(_ change: (inout BrokerOptions) -> Void) -> String? {
        var options = BrokerOptions()
        change(&options)
        return #expect(throws: BrokerOptionsError.self) { try MosquittoTransport(options) }?.description
      }
      #expect(message { $0.host = "" } == "host \"\": allowed: a host name or address")
      #expect(message { $0.port = 70_000 } == "port 70000: allowed: 1 to 65535")
      #expect(message { $0.keepAlive = .seconds(4) } == "keepAlive 4.0 seconds: allowed: whole seconds, 5 to 65535")
      #expect(message { $0.session = .always } == "session always: allowed: none, or another with a clientID")
      #expect(message { $0.clientID = "" } == "clientID : allowed: 1 to 65535 bytes, or nil")
      #expect(message { $0.password = "x" } == "password •••: allowed: only with a user")
      #expect(message { $0.user = "a\0b" } == "user \"a\\0b\": allowed: text without control characters")
      #expect(message { $0.clientID = "\n" } == "clientID \"\\n\": allowed: text without control characters")
      #expect(message { ($0.user, $0.password) = ("u", "p\0") } == "password •••: allowed: text without NUL")
      #expect(
        message { $0.tls = TLSOptions(certificate: "c") } == "tls half a pair: allowed: certificate and key, or neither"
      )
      #expect(
        message { $0.lastWill = TransportMessage(topic: "+", payload: []) }
          == "lastWill topic \"+\": '+' is a wildcard, for filters only; allowed: levels divided by '/', "
          + "such as nost/manager/init: allowed: a message that could be published")
    }
  }
#endif
