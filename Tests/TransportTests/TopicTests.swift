import Testing
import Transport

@Suite struct TopicTests {
  @Test(
    "A topic is any levels without wildcards",
    arguments: ["a", "a/b", "/", "/a", "a//b", " ", "nost/sat 1/état", "$SYS/x", String(repeating: "a", count: 65_535)])
  func accepted(text: String) throws {
    #expect(try Topic(text).text == text)
  }

  @Test(
    "A topic that is none says why",
    arguments: [
      ("", "topic \"\": it is empty"),
      ("a/+", "topic \"a/+\": '+' is a wildcard, for filters only"),
      ("a/b#", "topic \"a/b#\": '#' is a wildcard, for filters only"),
      ("a\0b", "topic \"a\\0b\": it holds U+0000, which brokers refuse"),
      ("a\u{7}", "topic \"a\\u{07}\": it holds U+0007, which brokers refuse"),
      ("a\u{85}", "topic \"a\u{85}\": it holds U+0085, which brokers refuse"),
      ("\u{FFFF}", "topic \"\u{FFFF}\": it holds U+FFFF, which brokers refuse"),
      ("\u{1FFFE}", "topic \"\u{1FFFE}\": it holds U+1FFFE, which brokers refuse"),
      (
        String(repeating: "é", count: 32_768),
        "topic \"\(String(repeating: "é", count: 64))…\": it has 65536 bytes, more than 65535"
      ),
      (
        String(repeating: "/", count: 201),
        "topic \"\(String(repeating: "/", count: 64))…\": it has 201 separators, more than 200"
      ),
    ])
  func refused(text: String, message: String) {
    let error = #expect(throws: TopicError.self) { try Topic(text) }
    #expect(error?.description == message + "; allowed: levels divided by '/', such as nost/manager/init")
  }

  @Test("Topics are equal when their bytes are, whatever Swift says of their letters")
  func equality() throws {
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    #expect(composed == decomposed)
    #expect(try Topic(composed) != Topic(decomposed))
    #expect(try Set([Topic(composed), Topic(decomposed), Topic("caf\u{E9}")]).count == 2)
    #expect(try !TopicFilter(composed).matches(decomposed))
  }
}

@Suite struct TopicFilterTests {
  @Test(
    "A filter fits what MQTT 3.1.1, section 4.7, says",
    arguments: [
      ("a/b", "a/b", true), ("a/b", "a", false), ("a/b", "a/b/c", false), ("a/b", "a/B", false),
      ("+", "a", true), ("+", "", true), ("+", "a/b", false), ("+", "/a", false), ("+/+", "/a", true),
      ("a/+/c", "a/b/c", true), ("a/+/c", "a//c", true), ("a/+/c", "a/c", false), ("a/+", "a", false),
      ("a/+", "a/", true), ("#", "a", true), ("#", "a/b/c", true), ("#", "/", true), ("a/#", "a", true),
      ("a/#", "a/", true), ("a/#", "a/b/c", true), ("a/#", "ab", false), ("a/#", "b/a", false),
      ("a/+/#", "a", false), ("a/+/#", "a/b", true), ("+/b/#", "a/b", true), ("/#", "a", false),
      ("#", "$SYS/uptime", false), ("+/uptime", "$SYS/uptime", false), ("$SYS/#", "$SYS/uptime", true),
      ("$SYS/+", "$SYS/uptime", true), ("a/#", "a/$b", true), ("+/#", "$SYS", false),
      ("é/+", "é/ü", true), ("+/status/ready", "nost/status/ready", true),
    ])
  func matching(filter: String, topic: String, fits: Bool) throws {
    #expect(try TopicFilter(filter).matches(topic) == fits)
  }

  @Test(
    "A filter that is none says why",
    arguments: [
      ("", "it is empty"),
      ("a+", "'+' shares a level with other characters"),
      ("a/#b", "'#' shares a level with other characters"),
      ("#/a", "'#' is not the last level"),
      ("a/#/", "'#' is not the last level"),
      ("$share/group/a", "shared subscriptions keep no order and are not carried"),
    ])
  func refused(text: String, reason: String) {
    let error = #expect(throws: TopicError.self) { try TopicFilter(text) }
    #expect(
      error?.description == "filter \"\(text)\": \(reason); allowed: "
        + "levels divided by '/', where '+' stands for one whole level and a last '#' for all that follow")
  }

  @Test("A filter describes itself as it was given", arguments: ["a/+/#", "/", "a//b", "#", "é"])
  func description(text: String) throws {
    #expect(try TopicFilter(text).description == text)
  }
}
