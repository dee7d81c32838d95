import Glibc
import HTTPServer
import TestSupport
import Testing

@Suite struct BearerTokenTests {
  private static let text = "0123456789abcdef-SECRET"

  private static func token(_ content: String = text + "\n") throws -> BearerToken {
    let directory = try TemporaryDirectory()
    return try BearerToken(file: try directory.write(content, to: "token"))
  }

  private static func refusal(_ headers: HeaderFields) throws -> Response? {
    try token().refusal(of: Request(.post, path: [], headers: headers))
  }

  @Test func letsInWhoShowsIt() throws {
    #expect(try Self.refusal(["Authorization": "Bearer \(Self.text)"]) == nil)
    #expect(try Self.refusal(["authorization": "bearer \(Self.text)"]) == nil)
  }

  @Test(arguments: [
    "", "Bearer", "Bearer ", text, "Basic \(text)", "Bearer \(text)x", "Bearer \(text.dropLast())",
    "Bearer \(text)\(text)", "Bearer 0123456789abcdef-SECREt",
  ])
  func refusesAnythingElse(_ value: String) throws {
    let refusal = try Self.refusal(["Authorization": value])
    #expect(refusal?.status == 401)
    #expect(refusal?["WWW-Authenticate"] == "Bearer")
  }

  @Test func refusesNoneAndSeveral() throws {
    let value = "Bearer \(Self.text)"
    #expect(try Self.refusal([:])?.status == 401)
    #expect(try Self.refusal(["Authorization": value, "Authorization": value])?.status == 401)
  }

  @Test func readsAVariable() throws {
    setenv("ORRERY_TEST_TOKEN", Self.text, 1)
    let token = try BearerToken(environment: "ORRERY_TEST_TOKEN")
    #expect(token.refusal(of: Request(path: [], headers: ["Authorization": "Bearer \(Self.text)"])) == nil)
  }

  @Test func saysWhatIsWrongAndNothingOfTheToken() throws {
    let short = #expect(throws: BearerToken.Fault.self) { try Self.token("hunter2") }
    #expect(short?.reason == "the token has 7 characters; at least 16 are needed")
    let odd = #expect(throws: BearerToken.Fault.self) { try Self.token("0123456789 abcdef") }
    #expect(odd?.reason == "the token has characters that are no visible ASCII")
    let none = #expect(throws: BearerToken.Fault.self) { try BearerToken(environment: "ORRERY_NO_SUCH") }
    #expect(none?.description == "token variable ORRERY_NO_SUCH: it is not set")
    let missing = #expect(throws: BearerToken.Fault.self) { try BearerToken(file: "/no/file") }
    #expect(missing?.description == "token file /no/file: No such file or directory")
    var dumped = ""
    dump(try Self.token(), to: &dumped)
    #expect(!"\(try Self.token()) \(dumped)".contains("SECRET"))
  }
}
