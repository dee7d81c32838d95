import Testing

@testable import HTTPServer

@Suite struct EntityTagTests {
  @Test(arguments: [
    ("\"a\"", true), ("\"b\", \"a\"", true), ("*", true), (" \"a\" ", true), ("\"b\"", false), ("W/\"a\"", true),
    ("a", false), ("", false), ("\"A\"", false),
  ])
  func comparesWeakly(_ value: String, _ matches: Bool) {
    #expect(EntityTag("a").isMatched(by: [value]) == matches)
  }

  @Test func tellsTheFormOfGzipApart() {
    #expect(EntityTag("a").ofGzip.quoted == "\"a-gzip\"")
  }
}

@Suite struct AcceptEncodingTests {
  @Test(arguments: [
    ("gzip", true), ("deflate, GZIP;q=0.5", true), ("*", true), ("br;q=1, *;q=0.1", true), ("x-gzip", true),
    ("gzip;q=0", false), ("gzip; q=0.000", false), ("gzip;q=0, *", false), ("*;q=0", false), ("identity", false),
    ("", false), ("notgzip", false),
  ])
  func readsWhatIsAdmitted(_ value: String, _ admits: Bool) {
    #expect(AcceptEncoding.admitsGzip([value]) == admits)
  }

  @Test func admitsNothingUnasked() { #expect(!AcceptEncoding.admitsGzip([])) }
}

@Suite struct AuthorityTests {
  @Test(
    arguments: [
      ("localhost", "localhost", nil), ("LocalHost:8090", "localhost", 8090), ("[::1]:80", "::1", 80),
      ("[::1]", "::1", nil), ("10.0.0.7:1", "10.0.0.7", 1), ("a-b_c.example", "a-b_c.example", nil),
    ] as [(String, String, Int?)])
  func readsHostAndPort(_ text: String, _ host: String, _ port: Int?) {
    #expect(Authority(text)?.host == host)
    #expect(Authority(text)?.port == port)
  }

  @Test(arguments: [
    "", ":80", "a:", "a:x", "a:123456", "user@localhost", "localhost/x", "[::1", "[evil]", "::1", "a b", "localhost\0",
    "localhost:80:80", "[::1]x", "a,b",
  ])
  func refusesAnythingElse(_ text: String) { #expect(Authority(text) == nil) }

  @Test func admitsLoopbackOwnAndListedHostsOnly() throws {
    var options = ServerOptions(host: "10.0.0.7")
    options.allowedHosts = ["Sim.Example"]
    let check = HostCheck(options)
    let admitted = ["localhost", "127.0.0.1:9", "[::1]", "10.0.0.7", "sim.example:443"]
    for host in admitted { #expect(check.admits(try #require(Authority(host))), "\(host)") }
    for host in ["evil.example", "10.0.0.8", "localhost.evil.example", "localhost."] {
      #expect(!check.admits(try #require(Authority(host))), "\(host)")
    }
  }

  @Test func admitsAnyAddressButNoNameWhereItListensEverywhere() throws {
    let check = HostCheck(ServerOptions(host: "0.0.0.0"))
    #expect(check.admits(try #require(Authority("192.168.1.5:8090"))))
    #expect(!check.admits(try #require(Authority("evil.example"))))
    #expect(!check.admits(try #require(Authority("192.168.1.5.evil"))))
  }
}
