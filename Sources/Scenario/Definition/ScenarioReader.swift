import Downlink
import Federation
import Foundation
import Ground
import JSON
import Messages
import Orbits
import Outage
public import Quantities

/// Reads scenario files: one file in, one definition out, or everything that is wrong with it.
public enum ScenarioReader {
  /// The file that a folder holds its scenario in.
  public static let fileName = "scenario.json"

  /// Reads a scenario from a file, or from the `scenario.json` of a folder.
  /// - Parameter warn: told of what can be run but may not be meant.
  /// - Throws: ``ScenarioProblems`` with every mistake of the file.
  public static func read(
    _ path: String, warn: (ScenarioProblem) -> Void = { _ in }
  ) throws(ScenarioProblems) -> ScenarioDefinition {
    let path = resolved(path)
    let bytes: [UInt8]
    do {
      bytes = [UInt8](try fileContents(path))
    } catch {
      let problem = ScenarioProblem(
        file: path, reason: "cannot be read: \(error)",
        allowed: "a scenario file, or a folder that holds \(fileName)")
      throw ScenarioProblems(problems: [problem])
    }
    return try read(bytes, file: path, warn: warn)
  }

  /// Reads a scenario from text; files that it names are looked for beside `file`.
  public static func read(
    _ bytes: [UInt8], file: String, warn: (ScenarioProblem) -> Void = { _ in }
  ) throws(ScenarioProblems) -> ScenarioDefinition {
    let root: DocumentNode
    do {
      root = try DocumentParser.parse(bytes, file: file)
    } catch {
      throw ScenarioProblems(problems: [error])
    }
    var checker = ShapeChecker(file: file)
    checker.check(root, ScenarioFormat.shape)
    var builder = ScenarioBuilder(root: root, file: file, problems: checker.problems)
    let definition = builder.build()
    let problems = builder.problems.sorted {
      ($0.place ?? SourcePlace(line: 0, column: 0)) < ($1.place ?? SourcePlace(line: 0, column: 0))
    }
    guard !problems.contains(where: { $0.severity == .error }) else {
      throw ScenarioProblems(problems: problems)
    }
    problems.forEach(warn)
    return definition
  }

  /// Reads ground stations from a CSV or GeoJSON file, without a scenario.
  /// - Parameter minimumElevation: of the stations that tell none.
  /// - Throws: ``ScenarioProblems`` with every mistake of the file.
  public static func stations(
    _ path: String, minimumElevation: Angle
  ) throws(ScenarioProblems) -> [ScenarioDefinition.Station] {
    let bytes: [UInt8]
    do {
      bytes = [UInt8](try fileContents(path))
    } catch {
      let problem = ScenarioProblem(file: path, reason: "cannot be read: \(error)", allowed: "a CSV or GeoJSON file")
      throw ScenarioProblems(problems: [problem])
    }
    let service = StationService(minimumElevation: minimumElevation)
    let stations = try StationFile.read(bytes, name: path, firstGroundId: 0, service: service)
    guard !stations.isEmpty else {
      let problem = ScenarioProblem(file: path, reason: "holds no stations", allowed: "a row or a Point a station")
      throw ScenarioProblems(problems: [problem])
    }
    return stations
  }

  /// The scenario file that a path means.
  public static func resolved(_ path: String) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else { return path }
    return (path as NSString).appendingPathComponent(fileName)
  }
}
