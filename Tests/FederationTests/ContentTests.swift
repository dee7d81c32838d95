import Federation
import Messages
import Testing

@Suite struct ContentTests {
  @Test("A stamp that cannot be is no stamp")
  func badStamps() throws {
    let bad = [
      #"{"run":"a"}"#, #"{"seq":1}"#, #"{"run":"a","seq":-1}"#, #"{"run":"a","seq":1.5}"#, #"{"run":1,"seq":1}"#,
      #"{"run":"a","seq":9223372036854775807}"#, #"{"run":"a","seq":1099511627777}"#, #"[1]"#, "",
    ]
    for text in bad { #expect(Content(payload: Array(text.utf8)).stamp == nil, "\(text)") }
    let good = Content(payload: Array(#"{"id":1,"run":"a","seq":3}"#.utf8))
    #expect(good.stamp == Stamp(run: RunName("a"), sequence: 3))
  }
}
