import Foundation

/// A file that cannot be read: what the system says of it.
struct FileProblem: Error, Equatable, CustomStringConvertible {
  let description: String
}

/// Reads a whole file.
/// - Parameters:
///   - path: the file.
///   - limit: the most that is read, in bytes.
/// - Throws: ``FileProblem`` in the system's words, or for a file past the limit.
func fileContents(_ path: String, atMost limit: Int = .max) throws(FileProblem) -> Data {
  guard let file = fopen(path, "rb") else { throw FileProblem(description: String(cString: strerror(errno))) }
  defer { fclose(file) }
  var data = Data()
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { break }
    data.append(contentsOf: buffer[..<count])
    guard data.count <= limit else { throw FileProblem(description: "more than \(limit) bytes") }
  }
  if ferror(file) != 0 { throw FileProblem(description: String(cString: strerror(errno))) }
  return data
}
