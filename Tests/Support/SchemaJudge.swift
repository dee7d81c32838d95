import Foundation
public import JSON

/// Python's `jsonschema`, which judges values by schemas without knowing of our reader.
public enum SchemaJudge {
  /// Whether it is there.
  public static let isAvailable: Bool = {
    guard let directory = try? TemporaryDirectory() else { return false }
    return (try? Subprocess.shell("/usr/bin/python3 -c 'import jsonschema'", in: directory)) != nil
  }()

  /// Says of every value whether a schema accepts it.
  public static func verdicts(by schema: JSONValue, of values: [JSONValue]) throws -> [Bool] {
    let directory = try TemporaryDirectory()
    try directory.write(JSONValue.object(["schema": schema, "values": .array(values)]).compact, to: "cases.json")
    try directory.write(script, to: "judge.py")
    try Subprocess.shell("/usr/bin/python3 judge.py", in: directory)
    let verdicts = try JSONValue.parse(String(contentsOfFile: directory.path("verdicts.json"), encoding: .utf8))
    return (verdicts.array ?? []).compactMap(\.bool)
  }

  private static let script = """
    import json
    from jsonschema import Draft202012Validator
    cases = json.load(open("cases.json"))
    Draft202012Validator.check_schema(cases["schema"])
    judge = Draft202012Validator(cases["schema"])
    json.dump([judge.is_valid(value) for value in cases["values"]], open("verdicts.json", "w"))
    """
}
