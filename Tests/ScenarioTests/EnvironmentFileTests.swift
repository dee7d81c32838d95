import Foundation
import Scenario
import TestSupport
import Testing

@Suite struct EnvironmentFileTests {
  @Test func `Assignments are read as python-dotenv reads them`() {
    let file = EnvironmentFile(
      """
      # a comment
      USERNAME=ann

        export PASSWORD = 'it # is "so"'   # another
      HOST="b.example.org"
      PORT=5672 # its own
      HASH=a#b
      EMPTY=
      ESCAPED="a\\"b\\nc"
      RAW='a\\nb'
      LONG="one
      two"
      USERNAME=bob
      """)
    #expect(
      file.values == [
        "USERNAME": "bob", "PASSWORD": "it # is \"so\"", "HOST": "b.example.org", "PORT": "5672", "HASH": "a#b",
        "EMPTY": "", "ESCAPED": "a\"b\nc", "RAW": "a\\nb", "LONG": "one\ntwo",
      ])
    #expect(file.badLines == [])
  }

  @Test func `Line ends of Windows and a byte order mark are no part of a value`() {
    #expect(EnvironmentFile("\u{FEFF}A=1\r\nB=\"2\"\r\n").values == ["A": "1", "B": "2"])
  }

  @Test func `A name in braces stands for its value, the environment's first`() {
    let file = EnvironmentFile("A=file\nB=${A}-${C}-${D:-none}-${E}", environment: ["A": "outside", "C": "c"])
    #expect(file.values["B"] == "outside-c-none-")
  }

  @Test func `A line that assigns nothing is told by its number, never by its text`() {
    let file = EnvironmentFile("A=1\nhush\nB='open\nC=3\n=5\nD='x' y\n")
    #expect(file.values == ["A": "1", "C": "3"])
    #expect(file.badLines == [2, 3, 5, 6])
  }

  @Test func `A file that is not there is a problem with its name`() {
    #expect {
      try EnvironmentFile(contentsOf: "/nonexistent/.env")
    } throws: {
      "\($0)" == "/nonexistent/.env: cannot be read: No such file or directory; allowed: lines of NAME=value"
    }
  }
}
