import Testing

@testable import Messages

@Suite struct AddressTests {
  @Test func isTakenApartIntoPrefixAppAndTheRest() {
    let address = Address(topic: "nost/demo/status/ready")
    #expect(address == Address(prefix: "nost", app: "demo", leaf: "status/ready"))
    #expect(address?.topic == "nost/demo/status/ready")
    #expect(Address(topic: "nost/demo") == nil)
    #expect(Address(topic: "") == nil)
    #expect(Address(topic: "//") == Address(prefix: "", app: "", leaf: ""))
  }

  @Test(arguments: ["orrery", "satelliteStorage", "run-7", "run_7", "7", "größe", "衛星", "-"])
  func namesOfLettersDigitsAndDashesAreAllowed(_ name: String) {
    #expect(throws: Never.self) { try Address.check(name: name) }
  }

  @Test(
    arguments: [
      ("a/b", "/"), ("swift.app", "."), ("a+", "+"), ("#", "#"), ("a*b", "*"), ("$SYS", "$"), ("a b", " "),
      ("a\tb", "\t"), ("a\r\nb", "\r"), ("a\u{0}", "\u{0}"), ("a\u{7F}", "\u{7F}"), ("a:b", ":"), ("🛰", "🛰"),
      // A separator that hides in a character of two scalars.
      ("a/\u{301}b", "/"), ("a\u{0D4E}/b", "/"),
    ] as [(String, Unicode.Scalar)])
  func namesWithAnythingElseAreRefused(_ name: String, _ scalar: Unicode.Scalar) {
    #expect(throws: AddressError(name: name, reason: "holds the character \"\(scalar)\"")) {
      try Address.check(name: name)
    }
  }

  @Test func theErrorSaysWhatIsAllowed() {
    let error = #expect(throws: AddressError.self) { try Address.check(name: "swift.app") }
    #expect(error?.description == #""swift.app" holds the character "."; allowed: letters, digits, - and _"#)
    let empty = #expect(throws: AddressError.self) { try Address.check(name: "") }
    #expect(empty?.description == #""" is empty; allowed: letters, digits, - and _"#)
  }
}

@Suite struct ChannelTests {
  @Test func anApplicationsOwnChannelsGoBeforeEveryones() {
    #expect(Channel.of(.manager, "init")?.message is InitCommand.Type)
    #expect(Channel.of(.manager, "status/mode")?.message is ModeStatus.Type)
    #expect(Channel.of(.storage, "ready")?.message is SatelliteReady.Type)
    #expect(Channel.of(.storage, "location")?.message is SatelliteState.Type)
    #expect(Channel.of(.ground, "location")?.message is GroundLocation.Type)
    #expect(Channel.of(.ground, "request/freeze")?.message is FreezeRequest.Type)
    #expect(Channel.of(.application, "ready")?.message == nil)
    #expect(Channel.of(.outage, "init")?.message == nil)
  }

  @Test func noTwoChannelsShareAnAddress() {
    #expect(Channel.all.count == 29)
    #expect(Set(Channel.all.map { "\($0.role) \($0.leaf)" }).count == 29)
  }

  @Test func rolesHaveTheNamesOfTheWire() {
    #expect(
      Role.allCases.map(\.defaultApp) == [
        "manager", "satelliteStorage", "ground", "outage", "handover", "catalog", nil,
      ])
    for role in Role.allCases { #expect(throws: Never.self) { try Address.check(name: role.defaultApp ?? "app") } }
  }
}
